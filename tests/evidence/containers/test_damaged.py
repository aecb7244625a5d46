"""However an archive file is damaged, it ends in one of our errors, soon and in little memory."""

from __future__ import annotations

import random

import pytest

from evidence.containers import Limits
from tests.evidence.containers.packing import REGULAR, tar, told, zipped

SMALL = Limits(entries=50, total_bytes=1 << 20, free_bytes=1 << 20, header_bytes=1 << 16)
SEEDS = {
    b"a.zip": zipped(
        lambda archive: [archive.writestr(f"d/{n}", b"text " * n, n % 2 * 8) for n in range(6)]
    ),
    b"a.tar": tar(*((f"d/{n}" * (n * 20 + 1), b"text " * n, REGULAR) for n in range(6))),
    b"a.tgz": tar(*((f"d/{n}", b"text " * n, REGULAR) for n in range(6)), mode="w:gz"),
    b"a.txz": tar(*((f"d/{n}", b"text " * n, REGULAR) for n in range(6)), mode="w:xz"),
}


def mutated(data: bytes, chosen: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chosen.randrange(1, 6)):
        at = chosen.randrange(len(changed))
        changed[at] = chosen.choice((0, 0xFF, 0x7F, chosen.randrange(256)))
    return bytes(
        changed[: chosen.randrange(1, len(changed) + 1)] if chosen.random() < 0.2 else changed
    )


@pytest.mark.parametrize("name", SEEDS, ids=lambda name: name.decode())
def test_damage_is_told_as_an_error_of_ours(name):
    chosen = random.Random(7)
    for _ in range(150):
        told(mutated(SEEDS[name], chosen), name, SMALL)  # whatever else is raised fails the test
