"""Setting pages: a program, data and pictures in, PDF/A-3a and PDF/UA-1 out (Typst).

The words come as data in a file; nothing that people wrote is ever read as a program. No network,
no fonts of the system: the same data gives the same bytes on every machine.
"""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import closing
from datetime import datetime
from functools import cache
from pathlib import Path
from threading import Lock

import typst

from archive.typesetting.errors import UnsetPages
from schemas.shape import Json

__all__ = ["typeset", "writable"]

HOME = Path(__file__).parent
PROGRAM = "pages.typ"
OUT = "pages.pdf"
MISSING = "\ufffd"
_PDFIUM = Lock()
"""PDFium may be used by one thread at a time."""
STANDARDS: list[typst.PDFStandard] = ["a-3a", "ua-1"]


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(HOME / "fonts")],
    )


@cache
def _covered() -> frozenset[int]:
    """The signs that the fonts can write; fonts/coverage.json has them as ranges."""
    ranges = json.loads((HOME / "fonts" / "coverage.json").read_text("ascii"))
    return frozenset(code for first, last in ranges for code in range(first, last + 1))


def writable(text: str) -> str:
    """The text with U+FFFD for each sign that no font here has: PDF/A allows no empty ones."""
    covered = _covered()
    return "".join(sign if ord(sign) in covered or sign < " " else MISSING for sign in text)


def typeset(
    program: Path, data: Json, pictures: Path, *, at: datetime, apart: bool = False
) -> tuple[bytes, int]:
    """The PDF that a program of ours makes of `data`, and its number of pages.

    `pictures` is a folder of ours, where the program and its data are put beside the pictures.

    With `apart` it is set in a process of its own, whose memory comes back when it ends.

    Raises:
        UnsetPages: the words have signs that no font here can write, or the like.
    """
    (pictures / PROGRAM).write_bytes(program.read_bytes())
    (pictures / "data.json").write_text(writable(json.dumps(data, ensure_ascii=False)), "utf-8")
    second = int(at.timestamp())
    if apart:
        _set_apart(pictures, second)
    else:
        set_here(pictures, second)
    pdf = (pictures / OUT).read_bytes()
    import pypdfium2  # loads a library of some megabytes, which few commands need

    with _PDFIUM, closing(pypdfium2.PdfDocument(pdf)) as document:
        return pdf, len(document)


def set_here(pictures: Path, second: int) -> None:
    """Set the pages in a folder; `second` is the time of everything in it (POSIX).

    Raises:
        UnsetPages: Typst cannot set it.
    """
    try:
        typst.compile(
            str(pictures / PROGRAM),
            output=str(pictures / OUT),
            root=str(pictures),
            font_paths=_fonts(),
            ignore_system_fonts=True,
            pdf_standards=STANDARDS,
            timestamp=second,
        )
    except typst.TypstError as error:
        raise UnsetPages(error.message) from error


def _set_apart(pictures: Path, second: int) -> None:
    words = "from archive.typesetting.setting import main; main()"
    command = [sys.executable, "-I", "-c", words, str(pictures), str(second)]
    done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - our own program
    if done.returncode:
        last = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        raise UnsetPages(last[0] if last else f"a process that ended with {done.returncode}")


def main() -> None:
    """Set the pages in the folder that the command line names, at the time that it names."""
    set_here(Path(sys.argv[1]), int(sys.argv[2]))
