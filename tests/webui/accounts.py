"""Browsers of people who sign in: they fill in the forms of the pages, tokens and all."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

PASSWORDS = {
    "Vera": "a lamp in every window",
    "Amina": "four small grey doves",
    "Ivo": "rain on the tin roof",
}


@dataclass
class Browser:
    """A browser, and where it stands."""

    client: FlaskClient

    def get(self, path: str) -> TestResponse:
        return self.client.get(path)

    def fill_in(self, page: str, action: str | None = None, /, **fields: str) -> TestResponse:
        """Load a page, and send its form with these fields."""
        text = self.client.get(page).get_data(as_text=True)
        token = re.search(r'name="csrf_token" value="([^"]+)"', text)
        given = {"csrf_token": token[1] if token else "", **fields}
        return self.client.post(action or page, data=given)

    def sign_in(self, name: str, password: str | None = None, **more: str) -> TestResponse:
        given = {"name": name, "password": password or PASSWORDS[name], **more}
        return self.fill_in("/sign-in", **given)

    def cookie(self, name: str) -> str | None:
        found = self.client.get_cookie(name)
        return found.value if found else None


def browser(app: Flask) -> Browser:
    """A browser that was never here."""
    return Browser(app.test_client())
