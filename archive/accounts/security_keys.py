"""Security keys as second factor: Web Authentication Level 3, checked by py_webauthn.

A key answers to the name of the site for which it was made and to no other, so that a copied
page learns nothing. Keys keep their own list of who they are for (discoverable credentials): the
sign-in tells nobody who is here and who has a key. No attestation is asked for: of what make a key
is, is its owner's affair. The library comes with the extra `webauthn`.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from sqlalchemy import Connection, select

from archive import database, models, people
from archive.accounts import challenges, credentials
from archive.accounts.credentials import Credential, Kind
from archive.accounts.errors import KeyNotTaken, NoCredential
from archive.accounts.granting import is_name
from archive.database.errors import LibraryMissing
from archive.settings import Settings
from archive.workspace import Archive, Writer

LONGEST_ANSWER = 16 * 1024
"""Characters of what a browser sends of a key's answer; usual ones have one to three thousand."""
MOST = 20
"""Keys of one person."""
LARGEST_COUNT = 2**31 - 1
"""Counts above are kept as this one: they have 32 bits (§6.1), the column 31."""


@dataclass(frozen=True, slots=True)
class Site:
    """As what a browser knows these pages."""

    name: str
    """The id of the relying party: the host's name, without scheme and port (§5.1.2)."""
    origin: str
    """Scheme, name and port, as a browser writes them."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a key answered, as the browser hands it on; nothing of it has been checked."""

    text: str
    challenge: bytes
    """The one that the browser says was answered."""
    user: str
    """Whom the key says that it is for; empty if it does not say."""
    id: str
    """Id of the credential, base64url."""


def is_installed() -> bool:
    """Whether the library is there."""
    return find_spec("webauthn") is not None


def keys_of(connection: Connection, person: str) -> tuple[Credential, ...]:
    """Somebody's keys, the oldest first; their name and site are among their facts."""
    return credentials.of(connection, person, Kind.SECURITY_KEY)


def for_a_new_one(archive: Archive, site: Site) -> dict[str, Any]:
    """What a browser needs to make a key for the person at work (§5.4).

    Raises:
        LibraryMissing: the extra is not installed.
    """
    _see_that_it_is_installed()
    from webauthn import generate_registration_options
    from webauthn.helpers import options_to_json_dict, structs

    with archive.reading() as connection:
        person = people.at_work(connection, archive.person)
        known = keys_of(connection, person.id)
    asked = generate_registration_options(
        rp_id=site.name,
        rp_name=archive.settings.name,
        user_id=person.id.encode(),
        user_name=person.name,
        challenge=challenges.new(archive.settings, _for_new(person.id), at=archive.clock()),
        timeout=challenges.GOOD_SECONDS * 1000,
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.REQUIRED,
            user_verification=structs.UserVerificationRequirement.PREFERRED,
        ),
        exclude_credentials=[
            structs.PublicKeyCredentialDescriptor(id=_bytes(one.facts["id"])) for one in known
        ],
    )
    return dict(options_to_json_dict(asked))


def for_signing_in(archive: Archive, site: Site) -> dict[str, Any]:
    """What a browser needs to let a key answer; the same for everybody (§5.5).

    Raises:
        LibraryMissing: the extra is not installed.
    """
    _see_that_it_is_installed()
    from webauthn import generate_authentication_options
    from webauthn.helpers import options_to_json_dict

    asked = generate_authentication_options(
        rp_id=site.name,
        challenge=challenges.new(archive.settings, challenges.SIGNING_IN, at=archive.clock()),
        timeout=challenges.GOOD_SECONDS * 1000,
    )
    return dict(options_to_json_dict(asked))


def add(writer: Writer, settings: Settings, site: Site, *, name: str, text: str) -> Credential:
    """Take a key of the person at work into use (§7.1).

    Raises:
        LibraryMissing: the extra is not installed.
        KeyNotTaken: the name is none, or the answer is not that of a new key to a challenge of ours
            for this person. Nothing was changed.
    """
    _see_that_it_is_installed()
    person, answer = writer.person, read(text)
    known = keys_of(writer.connection, person)
    if not is_name(name) or name in [one.facts["name"] for one in known]:
        raise KeyNotTaken("a name that no other key of yours has")
    if len(known) >= MOST:
        raise KeyNotTaken(f"at most {MOST} keys of one person")
    if answer is None or not _is_fresh(writer, settings, answer, _for_new(person)):
        raise KeyNotTaken("an answer to a question asked by this page a few minutes ago")
    found = registered(answer, site)
    if credentials.by_secret(writer.connection, Kind.SECURITY_KEY, found.id):
        raise KeyNotTaken("a key that nobody has registered here")
    kept = credentials.draft(
        person,
        Kind.SECURITY_KEY,
        credentials.sealed(found.id),
        at=writer.at,
        name=name,
        site=site.name,
        id=found.id,
        public=found.public,
    )
    credentials.make(writer, [kept], name=name)
    _count(writer.connection, kept.id, found.count)
    return kept


@dataclass(frozen=True, slots=True)
class Registered:
    """What a new key says of itself."""

    id: str
    public: str
    """Its public key (COSE, RFC 9052 §7), base64url."""
    count: int
    """How often it has signed, as it counts; 0 also where it does not count."""


def registered(answer: Answer, site: Site) -> Registered:
    """What a new key says, if its answer belongs to this site and to the challenge it names.

    Raises:
        KeyNotTaken: it does not.
    """
    from webauthn import verify_registration_response
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        found = verify_registration_response(
            credential=answer.text,
            expected_challenge=answer.challenge,
            expected_rp_id=site.name,
            expected_origin=site.origin,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise KeyNotTaken(f"an answer that fits this site and challenge ({error})") from error
    public = _text(found.credential_public_key)
    return Registered(_text(found.credential_id), public, found.sign_count)


def proved(
    writer: Writer, settings: Settings, person: str, site: Site | None, text: str
) -> Credential | None:
    """The key of somebody whose answer this is (§7.2); None if it is not. Its challenge is used up.

    A key that counts and does not count on has been copied, and proves nothing (§6.1.1).
    """
    answer = read(text)
    if answer is None or not _is_fresh(writer, settings, answer, challenges.SIGNING_IN):
        return None
    if site is None or not is_installed():
        return None
    key = credentials.by_secret(writer.connection, Kind.SECURITY_KEY, answer.id)
    if key is None or key.person != person or answer.user not in ("", person):
        return None
    counted = _counted(writer.connection, key.id)
    count = count_of(answer, site, public=key.facts["public"], counted=counted)
    if count is None:
        return None
    _count(writer.connection, key.id, count)
    return key


def count_of(answer: Answer, site: Site, *, public: str, counted: int) -> int | None:
    """How often the key has signed, if its answer belongs to this site; None if it does not."""
    from webauthn import verify_authentication_response
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        return verify_authentication_response(
            credential=answer.text,
            expected_challenge=answer.challenge,
            expected_rp_id=site.name,
            expected_origin=site.origin,
            credential_public_key=_bytes(public),
            credential_current_sign_count=0 if counted == LARGEST_COUNT else counted,
        ).new_sign_count
    except (WebAuthnException, ValueError, KeyError, TypeError):
        return None


def remove(writer: Writer, named: str) -> Credential:
    """Take a key of the person at work out of use, by its id.

    Raises:
        NoCredential: they have no such key.
    """
    for one in keys_of(writer.connection, writer.person):
        if one.id == named:
            credentials.end(writer, [one], name=one.facts["name"])
            return one
    raise NoCredential(named)


def read(text: str) -> Answer | None:
    """An answer as far as it has to be read before it can be checked; None if it is none."""
    if len(text) > LONGEST_ANSWER:
        return None
    try:
        told = json.loads(text)
        client = json.loads(_bytes(told["response"]["clientDataJSON"]))
        user = _bytes(told["response"].get("userHandle") or "").decode()
        return Answer(text, _bytes(client["challenge"]), user, _text(_bytes(told["id"])))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _is_fresh(writer: Writer, settings: Settings, answer: Answer, purpose: str) -> bool:
    ours = challenges.is_ours(settings, purpose, answer.challenge, at=writer.at)
    return ours and challenges.spend(writer.connection, answer.challenge, at=writer.at)


def _for_new(person: str) -> str:
    return f"new key of {person}"


def _counted(connection: Connection, key: str) -> int:
    query = select(models.uses.c.last).where(models.uses.c.credential == key)
    return int(connection.execute(query).scalar_one_or_none() or 0)


def _count(connection: Connection, key: str, count: int) -> None:
    row = {"credential": key, "last": min(count, LARGEST_COUNT)}
    database.put(connection, models.uses, [row], keys=("credential",))


def _see_that_it_is_installed() -> None:
    if not is_installed():
        raise LibraryMissing("security keys", "webauthn")


def _text(data: bytes) -> str:
    """As base64url without padding (RFC 4648 §5), which is how browsers write bytes."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
