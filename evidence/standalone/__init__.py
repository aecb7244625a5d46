"""The checker that lies in every packet as verify.py: standard library only, in two modules.

`program` joins them into the one file. Tests run that file, as recipients do.
"""

from __future__ import annotations

import inspect
import re

from evidence.standalone import packet, proofs
from evidence.standalone.packet import NOTICES, Report, main, verify
from evidence.standalone.proofs import Finding

__all__ = ["NOTICES", "Finding", "Report", "main", "program", "verify"]

_IMPORT = re.compile(r"^(?:import|from (?!__future__|evidence)).*\n", re.MULTILINE)


def program() -> str:
    """The text of verify.py: the mathematics, then what a packet holds."""
    first = inspect.getsource(proofs)
    second, mark, rest = inspect.getsource(packet).partition("# The packet\n")
    assert mark
    about, future, body = first.partition("from __future__ import annotations\n\n")
    mathematics = _IMPORT.sub("", body).rstrip()
    return f"{about}{future}{_imports(first + second)}{mathematics}\n\n\n{mark}{rest}"


def _imports(text: str) -> str:
    """The imports of both modules, each module named once."""
    names: dict[str, set[str]] = {}
    for line in _IMPORT.findall(text):
        module, _, some = line.removeprefix("from ").strip().partition(" import ")
        names.setdefault(module, set()).update(some.split(", "))
    plain = sorted(module for module in names if module.startswith("import "))
    taken = sorted(module for module in names if module not in plain)
    lines = [*plain, *(f"from {one} import {', '.join(sorted(names[one]))}" for one in taken)]
    return "".join(f"{line}\n" for line in lines)
