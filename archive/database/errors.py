"""What goes wrong between the archive and its database."""

from __future__ import annotations

from pathlib import Path

from archive.errors import InputRefusedError, NotAllowedError, UnavailableError


class ArchiveBusy(UnavailableError):
    """Another process is writing."""

    def __init__(self) -> None:
        super().__init__(
            "expected to write within a minute, found another process writing all the time; "
            "nothing was changed, try again"
        )


class NoSpace(UnavailableError):
    """The disk is full."""

    def __init__(self, where: str) -> None:
        super().__init__(f"expected room on the disk for {where}, found none; nothing was changed")


class ReadOnly(UnavailableError):
    """The database lies where nothing can be written."""

    def __init__(self) -> None:
        super().__init__(
            "expected a database that can be written, found a file, folder or disk that can only "
            "be read; nothing was changed; a copy of the folder can be worked with"
        )


class DatabaseUnusable(UnavailableError):
    """The database cannot be used."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(f"expected a working database, found: {why}; nothing was changed")


class DatabaseAway(UnavailableError):
    """The database server cannot be reached, or went away before a change was made."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(
            f"expected an answer of the database server, found: {why}; nothing was changed, "
            "try again when it is back"
        )


class OutcomeUnknown(UnavailableError):
    """The database server went away while it made a change durable, and stays away."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(
            "expected the database server to say that the change was made, but it went away, and "
            f"nobody can tell whether it was ({why}); look at the newest entries of the log when "
            "it is back, before trying again"
        )


class TextNotKept(InputRefusedError):
    """A text holds what PostgreSQL cannot keep."""

    def __init__(self) -> None:
        super().__init__(
            "expected texts that PostgreSQL can keep, found one with the character U+0000; "
            "nothing was changed"
        )


class BadPlace(InputRefusedError):
    """A setting says where an archive keeps its things, and cannot be followed."""

    def __init__(self, setting: str, found: str, why: str) -> None:
        self.setting, self.found, self.why = setting, found, why
        super().__init__(
            f"expected the place of the {setting}, found {found!r}: {why}; nothing was changed"
        )


class DatabaseLocked(NotAllowedError):
    """The database is encrypted, and what opens it was not given."""

    def __init__(self, file: Path) -> None:
        self.file = file
        super().__init__(
            f"expected what opens the encrypted database of {file.parent.parent}, found no "
            "passphrase or key file that fits; give it by KHRONIKA_PASSPHRASE_FILE, "
            "KHRONIKA_PASSPHRASE, KHRONIKA_DATABASE_KEY_FILE or at a terminal; nothing was read"
        )


class NoDatabaseKey(InputRefusedError):
    """The sealed key of an encrypted database, or what is to seal it, is not as it must be."""

    def __init__(self, file: Path, found: str) -> None:
        self.file, self.found = file, found
        super().__init__(
            f"expected the key of the database in {file}, found {found}; nothing was changed"
        )


class LibraryMissing(UnavailableError):
    """A part of the program that is installed on request is needed and is not there."""

    def __init__(self, what: str, extra: str) -> None:
        self.extra = extra
        super().__init__(
            f"expected the library for {what}, found none; install khronika[{extra}]; "
            "nothing was changed"
        )
