"""The web application: the parts put together around one open archive.

One archive. Who reads, and what they may do, is seen by `webui.guard` for each request.
"""

from __future__ import annotations

from collections.abc import Collection

from flask import Flask
from flask_wtf.csrf import CSRFProtect

from archive.accounts import forms_key
from archive.accounts.forms_key import Use
from archive.disclosure import CONFIDENTIAL, Audience
from archive.packets.building import Builds
from archive.search.engine import engine_of
from archive.workspace import Archive
from webui import cookies, doors, framing, guard, headers, language, problems, speaking, visitors
from webui.api import addresses
from webui.compiled_templates import COMPILED
from webui.desk import KEY, Desk, desk
from webui.forming.tightening import tight
from webui.late_rules import LateRule
from webui.links import Links
from webui.monitoring import counting, health, looking, metrics
from webui.pages import (
    about,
    account,
    actor,
    adding,
    appeal,
    appeals,
    case,
    changing,
    conflicts,
    drafts,
    find,
    handbook,
    history,
    importing,
    incident,
    item,
    listed,
    locked,
    log,
    looks,
    members,
    packets,
    people,
    place,
    redact,
    searches,
    security_keys,
    showing,
    sign_in,
    source,
    suggest,
    tongue,
    verify,
    vocabularies,
    workbench,
)
from webui.telling import around, said_again, words
from webui.telling.pieces import Role

PAGES = (
    find,
    people,
    incident,
    adding,
    drafts,
    workbench,
    suggest,
    changing,
    conflicts,
    importing,
    appeals,
    vocabularies,
    item,
    listed,
    redact,
    searches,
    showing,
    actor,
    place,
    source,
    appeal,
    case,
    history,
    packets,
    log,
    looks,
    verify,
    about,
    handbook,
    sign_in,
    account,
    security_keys,
    locked,
    members,
    tongue,
    health,
    metrics,
    addresses,
)
"""The modules whose blueprints make up the site."""
LARGEST_FORM = 64 * 1024
"""Bytes; the forms hold a few words each."""


def create_app(
    archive: Archive,
    audience: Audience = CONFIDENTIAL,
    *,
    hosts: Collection[str] = visitors.LOOPBACK,
    must_sign_in: bool = False,
    tls: bool = False,
) -> Flask:
    """The site of `archive` as `audience` sees it at most, answering to the names `hosts` only.

    People have to sign in once anybody has a password, or in any case with `must_sign_in`. `tls`
    says that a server with TLS stands in front: cookies then go over TLS only.

    The key that signs the forms lies with the archive's keys, so that a form is taken that was open
    before a restart, or was shown by another machine that serves the archive.
    """
    app = Flask(__name__)
    app.url_rule_class = LateRule
    app.request_class = adding.AddingRequest
    app.config.update(
        {
            "SECRET_KEY": forms_key.derived(archive.settings, Use.FORMS),
            "SESSION_COOKIE_NAME": "__Host-khronika" if tls else "khronika",
            "SESSION_COOKIE_SAMESITE": "Strict",
            "MAX_CONTENT_LENGTH": LARGEST_FORM,
            "WTF_CSRF_TIME_LIMIT": None,
            "WTF_CSRF_CHECK_DEFAULT": False,  # see `guard.protect_forms`
            visitors.HOSTS: frozenset(hosts),
            cookies.TLS: tls,
            "SESSION_COOKIE_SECURE": tls,
        }
    )
    app.extensions[KEY] = Desk(archive, engine_of(archive), audience, must_sign_in=must_sign_in)
    app.extensions[packets.BUILDS] = Builds()
    app.extensions[doors.DOORS] = doors.Doors()
    app.extensions[looking.KEY] = looking.Watched(app)
    counting.register(app)  # before all others, so that what they refuse is counted
    speaking.register(app)  # first, so that refusals are said in the language of the reader
    app.before_request(visitors.check_visitor)
    addresses.register(app)
    guard.register(app)
    app.before_request(adding.allow_large_bodies)
    app.before_request(drafts.allow_long_forms)
    app.before_request(importing.allow_files)
    CSRFProtect(app)
    listed.register(app)
    app.before_request(guard.protect_forms)  # after the guard: what a stranger sends is not read
    app.after_request(headers.add_headers)
    problems.register(app)
    for page in PAGES:
        app.register_blueprint(page.blueprint)
    _speak(app)
    return app


def _speak(app: Flask) -> None:
    """Give the templates their words."""
    links = Links()
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined] # added by the extension
        language.translated, language.translated_plural, newstyle=True
    )
    app.jinja_env.bytecode_cache = COMPILED
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters["tight"] = tight
    app.jinja_env.filters["number"] = language.number  # quicker than a call, in rows by the hundred
    app.jinja_env.globals.update(
        {
            "Role": Role,
            "desk": desk,
            "direction": language.direction,
            "language_name": words.language_name,
            "languages": language.LANGUAGES,
            "number": language.number,
            "code_label": words.label,
            "custody_besides": said_again.custody_besides,
            "custody_words": said_again.custody_words,
            "said_again": said_again.said_again,
            "audience_label": words.audience_entered,
            "language": language.language,
            "look": looks.look,
            "look_choice": framing.look_choice,
            "moment": words.moment,
            "country_words": words.country,
            "metres": words.metres,
            "record_url": links.record_url,
            "tongue_choice": framing.tongue_choice,
            "type_words": around.type_words,
            "url_for": links.url_for,
            "site_ways": framing.ways,
            "_": language.in_template,
        }
    )
