"""The examples of docs/formats.md are computed again, by its words and with nothing of ours."""

from __future__ import annotations

import base64
import hmac
import json
import re
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "formats.md").read_text("utf-8")


@cache
def block(name: str) -> str:
    (found,) = re.findall(rf"^```(?:json|hex|text) {name}\n(.+?)\n```$", PAGE, re.DOTALL | re.M)
    return str(found)


def entries() -> list[bytes]:
    return [line.encode() for line in block("entries").split("\n")]


def canonical(value: Any) -> str:
    """RFC 8785, for values with ASCII names and without fractions."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def cut(body: dict[str, Any], above: str = "") -> dict[str, Any]:
    """Pointers and values of the parts."""
    lists = {name for name, value in body.items() if is_list_of_objects(value)}
    found = {f"{above}/{name}": value for name, value in body.items() if name not in lists}
    if above:
        own = {name: value for name, value in body.items() if name not in lists}
        found = {above: own}
    for name in lists:
        for number, element in enumerate(body[name]):
            found |= cut(element, f"{above}/{name}/{number}")
    return found


def is_list_of_objects(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) for one in value)


def parts(body: dict[str, Any], secret: bytes) -> list[str]:
    found = []
    for pointer, value in sorted(cut(body).items()):
        salt = base64.urlsafe_b64encode(hmac.digest(secret, pointer.encode(), "sha256")[:16])
        found.append(canonical([salt.decode().rstrip("="), pointer, value]))
    return found


def digests(body: dict[str, Any], secret: bytes) -> list[str]:
    found = [sha256(part.encode()).hexdigest() for part in parts(body, secret)]
    for number in range(-len(found) % 8 if found else 8):
        decoy = hmac.digest(secret, b"\0decoy\0" + str(number).encode(), "sha256")
        found.append(sha256(decoy).hexdigest())
    return sorted(found)


def node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\1" + left + right).digest()


def root(leaves: list[bytes]) -> bytes:
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    return node(root(leaves[:split]), root(leaves[split:]))


def leaves() -> list[bytes]:
    return [sha256(b"\0" + entry).digest() for entry in entries()]


def signed(note: str, vkey: str, kind: int) -> tuple[str, bytes]:
    """The text of a note, and what follows the key id in the line of `vkey`."""
    name, key_id, encoded = vkey.split("+", 2)
    key = base64.b64decode(encoded)
    assert key[0] == kind
    assert sha256(name.encode() + b"\n" + key).digest()[:4].hex() == key_id
    text, _, lines = note.partition("\n\n")
    (line,) = [one for one in lines.split("\n") if one.startswith(f"— {name} ")]
    data = base64.b64decode(line.rpartition(" ")[2])
    assert data[:4].hex() == key_id
    return f"{text}\n", data[4:]


def public(vkey: str) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(base64.b64decode(vkey.split("+", 2)[2])[1:])


def size_and_root(note: str) -> tuple[int, bytes]:
    _, size, encoded = note.split("\n")[:3]
    return int(size), base64.b64decode(encoded)


def test_the_body_is_canonical_and_cut_into_the_parts_of_the_page() -> None:
    body = json.loads(block("body"))
    assert canonical(body) == block("body")
    assert parts(body, bytes.fromhex(block("secret"))) == block("parts").split("\n")


def test_digests_and_decoys_lead_to_the_record_digest_that_the_entry_names() -> None:
    found = digests(json.loads(block("body")), bytes.fromhex(block("secret")))
    assert found == block("digests").split("\n")
    assert sha256(canonical(found).encode()).hexdigest() == block("record")
    assert json.loads(entries()[2])["digest"] == block("record")


def test_the_words_of_an_entry_are_sealed_alike() -> None:
    words = json.loads(block("detail-body"))
    found = digests(words, bytes.fromhex(block("detail-secret")))
    assert json.loads(entries()[2])["detail"] == sha256(canonical(found).encode()).hexdigest()


def test_entries_are_canonical_and_numbered_and_their_fields_explained() -> None:
    explained = set(re.findall(r"^\| `(\w+)` \|", PAGE, re.M))
    for number, entry in enumerate(entries()):
        fields = json.loads(entry)
        assert (canonical(fields).encode(), fields["seq"]) == (entry, number)
        assert set(fields) <= explained
    assert json.loads(entries()[0])["objects"][0]["sha256"] == (
        sha256(block("vkey").encode()).hexdigest()
    )


def test_the_tree_is_that_of_the_page() -> None:
    one = leaves()
    first, second = node(*one[:2]), node(*one[2:])
    found = [*one, first, second, root(one[:3]), root(one)]
    assert [line[11:] for line in block("tree").split("\n")] == [each.hex() for each in found]


def test_the_head_is_signed_over_the_root_of_three_entries() -> None:
    text, signature = signed(block("head"), block("vkey"), 1)
    public(block("vkey")).verify(signature, text.encode())
    assert size_and_root(text) == (3, root(leaves()[:3]))


def test_the_witness_signed_a_time_and_the_same_head() -> None:
    note = f"{block('head')}\n{block('cosignature')}"
    text, data = signed(note, block("witness-vkey"), 4)
    seconds = int.from_bytes(data[:8], "big")
    message = f"cosignature/v1\ntime {seconds}\n{text}".encode()
    public(block("witness-vkey")).verify(data[8:], message)
    assert len(data) == 72


def test_the_receipt_leads_from_its_entry_to_the_head() -> None:
    above, _, note = block("receipt").partition("\n\n")
    header, extra, index, *path = above.split("\n")
    assert (header, index) == ("c2sp.org/tlog-proof@v1", "index 2")
    entry = base64.b64decode(extra.removeprefix("extra "))
    (left,) = [base64.b64decode(one) for one in path]
    assert (entry, note) == (entries()[2], block("head"))
    assert node(left, sha256(b"\0" + entry).digest()) == size_and_root(note)[1]


def test_the_request_proves_that_three_entries_grew_to_four() -> None:
    above, _, note = block("request").partition("\n\n")
    old, *path = above.split("\n")
    third, fourth, first = (base64.b64decode(one) for one in path)
    assert (old, node(first, third)) == ("old 3", size_and_root(block("head"))[1])
    assert (4, node(first, node(third, fourth))) == size_and_root(note)
    text, signature = signed(note, block("vkey"), 1)
    public(block("vkey")).verify(signature, text.encode())
