"""What programs need beside records: vocabularies, people by name, themselves, the description."""

from __future__ import annotations

from http import HTTPStatus

from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from archive.cli.people_commands import to_json
from archive.policy import Operation, may
from schemas.vocabulary import vocabulary, vocabulary_names
from webui.api import answers
from webui.api.asking import query
from webui.api.contract import Answer, Body, address
from webui.api.errors import UnknownList
from webui.api.questions import PeopleAsked
from webui.api.sending import as_json
from webui.desk import desk
from webui.guard import token_of_request

OK = HTTPStatus.OK


@address(
    "GET",
    "/vocabularies",
    Answer(OK, "The lists, without their terms.", Body(answers.Listed, many=True)),
)
def list_vocabularies() -> ResponseReturnValue:
    """The lists whose codes stand in records."""
    known = [vocabulary(name).content() for name in vocabulary_names()]
    return as_json([{**one, "terms": len(one["terms"])} for one in known])


@address(
    "GET",
    "/vocabularies/<name>",
    Answer(OK, "The list.", Body(answers.ListOfTerms)),
    refuses=(HTTPStatus.NOT_FOUND,),
)
def show_vocabulary(name: str) -> ResponseReturnValue:
    """One list with its terms, their labels in five languages, and what each means."""
    if name not in vocabulary_names():
        raise UnknownList(name)
    return as_json(vocabulary(name).content())


@address(
    "GET",
    "/people",
    Answer(OK, "The actors, the likest first.", Body(answers.PersonFound, many=True)),
    query=PeopleAsked,
)
def find_people() -> ResponseReturnValue:
    """People and groups by a name in any spelling or script."""
    asked = query(PeopleAsked)
    return as_json(to_json(desk().search.people(asked.name, desk().audience, asked.limit)))


@address("GET", "/me", Answer(OK, "Who asks.", Body(answers.Reader)))
def show_reader() -> ResponseReturnValue:
    """Who asks, and what is open to them; for a session also the secret of its forms."""
    standing = desk().standing
    assert standing is not None  # the guard lets no stranger come here
    said = {
        "name": desk().name,
        "role": standing.role.value,
        "clearance": standing.clearance.value,
        "operations": [one.value for one in Operation if may(one, standing)],
    }
    if token_of_request() is None:
        said["csrf_token"] = generate_csrf()
    return as_json(said)


@address(
    "GET",
    "/openapi.json",
    Answer(OK, "The description (OpenAPI 3.1).", Body("Description")),
)
def describe() -> ResponseReturnValue:
    """This description."""
    from webui.api.openapi import description

    return as_json(description())
