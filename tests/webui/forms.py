"""A browser that fills in drafts as a person does: it loads the page and sends all of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from tests.webui.accounts import Browser


class _Fields(HTMLParser):
    """The names and values of what the forms of a page would send."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[MultiDict[str, str]] = []
        self._area: str | None = None
        self._select: str | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(MultiDict())
        elif tag == "input" and "name" in given:
            ticked = given.get("type") not in ("checkbox", "radio") or "checked" in given
            if ticked and self.forms:
                self.forms[-1].add(given["name"], given.get("value", "on"))
        elif tag == "textarea":
            self._area = given["name"]
            self.forms[-1].add(self._area, "")
        elif tag == "select":
            self._select = given["name"]
            self.forms[-1].add(self._select, "")
        elif tag == "option" and self._select and "selected" in given:
            self.forms[-1][self._select] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = None
        elif tag == "select":
            self._select = None

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            before = self.forms[-1][self._area]
            self.forms[-1][self._area] = before + (data.removeprefix("\n") if not before else data)


@dataclass
class Coder:
    """Somebody at the form of a draft."""

    client: FlaskClient
    address: str = ""
    seen: TestResponse | None = None
    typed: dict[str, str | list[str]] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The page that is in front of them."""
        assert self.seen is not None
        return self.seen.get_data(as_text=True)

    def begin(self, kind: str, **more: str) -> Coder:
        return self.follow(Browser(self.client).fill_in("/drafts", type=kind, **more))

    def revise(self, page: str) -> Coder:
        return self.follow(Browser(self.client).fill_in(page, f"{page}/revise"))

    def follow(self, answer: TestResponse) -> Coder:
        assert answer.status_code == 303, answer.get_data(as_text=True)
        self.address = answer.headers["Location"].partition("#")[0]
        self.seen = self.client.get(self.address)
        self.typed = {}
        return self

    def fields(self) -> MultiDict[str, str]:
        """What the form would send as it stands."""
        found = next(one for one in _Fields(self.text).forms if "version" in one)
        for name, value in self.typed.items():
            found.setlist(name, value if isinstance(value, list) else [value])
        return found

    def type(self, **fields: str | list[str]) -> Coder:
        """Fill in fields, with `__` for each stroke of their pointers."""
        self.typed.update({name.replace("__", "/"): value for name, value in fields.items()})
        return self

    def put(self, pointer: str, value: str | list[str]) -> Coder:
        self.typed[pointer] = value
        return self

    def press(self, do: str, way: str = "") -> Coder:
        """Press a button of the form, and look at the page to which it leads."""
        given = self.fields()
        given["do"] = do
        return self.follow(self.client.post(self.address.partition("?")[0] + way, data=given))
