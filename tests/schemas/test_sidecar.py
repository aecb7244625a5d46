"""What a sheet beside the files may say of them."""

from __future__ import annotations

import json

import pytest

from schemas.errors import BadSidecar
from schemas.sidecar import read_sidecar


def sheet(*files, **more):
    return json.dumps({"files": list(files), **more}).encode()


def test_it_says_of_single_files_how_they_came():
    before = [{"from": "a guard", "on": {"edtf": "2014-12-14"}, "reason": "found it"}]
    said = read_sidecar(
        sheet({"path": "a/b.jpg", "from": "a neighbour", "consent": [], "before": before}),
        name="sheet.json",
    )
    (row,) = said.files
    assert (row.path, row.handed_over_by, row.consent) == ("a/b.jpg", "a neighbour", ())
    assert (row.before[0].giver, row.before[0].on.lo) == ("a guard", "2014-12-14")


@pytest.mark.parametrize(
    ("text", "pointer", "says"),
    [
        pytest.param(b"{", "", "expected JSON", id="no JSON"),
        pytest.param(b"[]", "", "expected an object", id="a list"),
        pytest.param(sheet({"path": "a", "form": "x"}), "/files/0/form", "mean from", id="typing"),
        pytest.param(sheet({"path": "a", "sha256": "0"}), "/files/0/sha256", "SHA-256", id="hash"),
        pytest.param(sheet({"path": ""}), "/files/0/path", "some text", id="no name"),
        pytest.param(sheet({"path": "a"}, {"path": "a"}), "", "found 'a' twice", id="twice"),
        pytest.param(sheet(filez=1), "/filez", "mean files", id="unknown field"),
    ],
)
def test_what_is_wrong_is_said_where_it_stands(text, pointer, says):
    with pytest.raises(BadSidecar, match="nothing was taken in") as caught:
        read_sidecar(text, name="sheet.json")
    assert any(found == pointer and says in why for found, why in caught.value.faults)
