"""XML of other people, without entities, document types and requests to anywhere (defusedxml)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring, iterparse

from evidence.reading.errors import UnreadableFile


def tree_of(data: bytes) -> Element:
    """The document in `data`.

    Raises:
        UnreadableFile: it is not well-formed, or declares entities.
    """
    try:
        root: Element = fromstring(data)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise UnreadableFile(f"no XML that is read here ({type(error).__name__})") from error
    return root


def elements_in(file: BinaryIO, whole: frozenset[str] = frozenset()) -> Iterator[Element]:
    """Each element when it ends; it is emptied afterwards, so that memory stays flat.

    Elements of the local names `whole` come with all that is in them, which does not come alone.

    Raises:
        UnreadableFile: it is not well-formed, or declares entities.
    """
    try:
        inside = 0
        for event, element in iterparse(file, events=("start", "end")):
            inside += (1 if event == "start" else -1) * (local(element.tag) in whole)
            if event == "end" and not inside:
                yield element
                element.clear()
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise UnreadableFile(f"no XML that is read here ({type(error).__name__})") from error


def local(name: str) -> str:
    """The name of an element or attribute without its namespace."""
    return name.rpartition("}")[2]
