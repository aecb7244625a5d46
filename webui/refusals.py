"""Errors of the layers below, said in the language of the page.

An error says itself in English, and carries its facts as attributes. Here stands, for those that a
person meets at a form, the sentence that is made of its class and these facts in other languages.
The English one is shown below it, for who gives support. What is not named here is said in English.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import MethodNotAllowed, NotFound, RequestEntityTooLarge

from archive.accounts.errors import (
    BadName,
    LastAdministrator,
    NameTaken,
    NoInvitation,
    TooBusyToCheck,
    TooManyAttempts,
    WeakPassword,
    WrongCode,
    WrongPassword,
)
from archive.database.errors import (
    ArchiveBusy,
    DatabaseAway,
    DatabaseUnusable,
    NoSpace,
    ReadOnly,
)
from archive.drafting.errors import BadMark, DraftRefused, RevisedMeanwhile, UnknownDraft
from archive.errors import (
    BadQuery,
    BadReference,
    Conflict,
    ExternalIdTaken,
    LockedKey,
    NoLongerHere,
    NotPermitted,
    RefTaken,
    UnknownPerson,
    UnknownRecord,
    Unreadable,
    WrongType,
)
from archive.intake.errors import UploadElsewhere, UploadTooLarge
from evidence.errors import (
    DamagedEvidence,
    MissingEvidence,
    NoRoom,
    Unreachable,
    UnreadablePicture,
    UnwritableStore,
)
from schemas.errors import (
    BadDate,
    BadDuration,
    BadRecord,
    BadTime,
    UnknownTerm,
    UnreadCount,
    UnreadDate,
    UnreadDuration,
)
from webui.errors import (
    BadField,
    DoorsShut,
    FromElsewhere,
    NoPacket,
    NoPicture,
    NotOpenToReader,
    NotSignedIn,
    WrongHost,
)
from webui.language import ENGLISH, _, language, marked, number

LONGEST = 80
"""Characters of a fact that are shown; the English sentence below has all of it."""
ALONE = ("\u2068", "\u2069")
"""First strong isolate, and its end: a fact may run the other way than the sentence around it
(https://www.unicode.org/reports/tr9/, section 2.4)."""

_DISK_FULL = marked("The disk is full. Nothing was changed. Make room on it, then try again.")
_NO_DATE = marked(
    "No date can be read in “%(text)s”. Write it as 2014-12-14, as 2014-12 if the day is not "
    "known, or in words."
)
_NOT_YOURS = marked("You may not do this. Nothing was shown or changed.")
_REVISED = marked("Somebody else has changed %(ref)s meanwhile.")
SENTENCES: Mapping[type[Exception], str] = {
    # What a field holds
    UnreadDate: _NO_DATE,
    BadDate: _NO_DATE,
    BadTime: marked("“%(text)s” is no time of day. Write it as 14:30."),
    UnreadCount: marked("No number can be read in “%(text)s”. Write it as 9, 9+, 3-5 or in words."),
    UnreadDuration: marked("No duration can be read in “%(text)s”. Write it as 2 hours or 90 min."),
    BadDuration: marked("The longest duration is shorter than the shortest."),
    UnknownTerm: marked("“%(code)s” is none of the terms that can stand here."),
    BadReference: marked("“%(value)s” is no record that can stand here."),
    WrongType: marked("“%(ref)s” is a record of another type than can stand here."),
    BadField: marked("What stands in the field “%(field)s” cannot be understood: “%(found)s”."),
    BadQuery: marked("This part of the search cannot be understood: “%(found)s”."),
    BadMark: marked("The passage cannot be marked like that. The draft is as it was."),
    BadRecord: marked("Some fields have faults. Each is named below."),
    DraftRefused: marked("Some fields have faults. Nothing was recorded, and the draft is kept."),
    # What is there already, or is not there
    RefTaken: marked("Another record has the short name “%(ref)s” already."),
    ExternalIdTaken: marked("Another record has the number “%(value)s” of “%(scheme)s” already."),
    Conflict: _REVISED,
    RevisedMeanwhile: _REVISED,
    UnknownRecord: marked("There is no record “%(ref)s” here that you may see."),
    UnknownDraft: marked("There is no such draft of yours. It may have been recorded already."),
    UnknownPerson: marked("Nobody who works with this archive is called “%(name)s”."),
    NoLongerHere: marked("“%(name)s” does not work with this archive any more."),
    NoPicture: marked("There is no picture of “%(ref)s” that can be shown."),
    NoPacket: marked("There is no packet of this name here that you may see."),
    NotFound: marked("There is no page at this address."),
    MethodNotAllowed: marked("This address is not used in this way."),
    # What was sent
    RequestEntityTooLarge: marked("What was sent is larger than may be sent at once."),
    UploadTooLarge: marked("More of “%(name)s” was sent than had been announced."),
    UploadElsewhere: marked("Another piece of “%(name)s” is due first. Send it once more."),
    Unreadable: marked("“%(name)s” cannot be read as what it should be. Nothing was changed."),
    UnreadablePicture: marked("The file cannot be read as a picture."),
    CSRFError: marked("The form is too old, or was not made by this archive."),
    FromElsewhere: marked("The page of another site has asked for this. Nothing was shown."),
    WrongHost: marked("The archive does not go by the name in this address."),
    # Who asks
    NotSignedIn: marked("You are not signed in, or have been signed out meanwhile."),
    NotPermitted: _NOT_YOURS,
    NotOpenToReader: _NOT_YOURS,
    TooManyAttempts: marked("Too many attempts failed. Wait for %(seconds)s seconds."),
    TooBusyToCheck: marked("Too many people are signing in just now. Try again in a moment."),
    WrongPassword: marked("This is not your password. Nothing was changed."),
    WrongCode: marked("This is not the code that your device shows now."),
    WeakPassword: marked(
        "This password cannot be taken: it is too short, too long, or one of those that are "
        "guessed first."
    ),
    NoInvitation: marked("This link is not good any more. Ask for a new one."),
    NameTaken: marked("Somebody here has, or had, the name “%(name)s” already."),
    BadName: marked("“%(name)s” cannot be taken as a name."),
    LastAdministrator: marked("“%(name)s” is the last administrator. Nothing was changed."),
    # What does not work now
    DoorsShut: marked("The archive is locked. Somebody who has the passphrase can open it."),
    LockedKey: marked("The key of the archive is locked, or this is not its passphrase."),
    ArchiveBusy: marked("Somebody else is writing all the time. Try again in a moment."),
    DatabaseAway: marked("The database cannot be reached. Nothing was changed. Try again later."),
    DatabaseUnusable: marked("The database does not work. Nothing was changed."),
    ReadOnly: marked("The database lies where nothing can be written. Nothing was changed."),
    NoSpace: _DISK_FULL,
    NoRoom: _DISK_FULL,
    UnwritableStore: marked("The folder of the files cannot be written. Nothing was changed."),
    Unreachable: marked("A server that is needed for this does not answer."),
    MissingEvidence: marked("The file is not in its place. The check of the archive says more."),
    DamagedEvidence: marked("The file was altered since it was taken in. It is not shown."),
}
"""By class. A class that is not named is said as the one from which it derives."""


def in_page_language(error: Exception) -> str | None:
    """What an error says, in the language of the page; None: it is to be said in English."""
    if language() == ENGLISH:
        return None
    for family in type(error).__mro__:
        if family in SENTENCES:
            return _(SENTENCES[family], **_facts(error))
    return None


NEEDED = marked("This is needed, and nothing stands here yet.")


def said(error: Exception) -> str:
    """What an error says, in the language of the page if there are words for it."""
    return in_page_language(error) or str(error)


def said_of_missing(sentence: str) -> str:
    """What is said of a field that holds nothing and should, instead of the English `sentence`."""
    return sentence if language() == ENGLISH else _(NEEDED)


def _facts(error: Exception) -> dict[str, str]:
    return {
        name: number(fact) if isinstance(fact, int) else _shown(str(fact))
        for name, fact in vars(error).items()
        if isinstance(fact, str | int)
    }


def _shown(fact: str) -> str:
    start, end = ALONE
    return f"{start}{fact if len(fact) <= LONGEST else f'{fact[: LONGEST - 1]}…'}{end}"
