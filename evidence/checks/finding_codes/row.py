"""What a row of the table of findings holds, and the clauses and counsels that many share."""

from __future__ import annotations

from typing import Literal, TypeAlias

Row: TypeAlias = tuple[str, Literal["error", "notice"], str, str, str]
"""Code, severity, clause, meaning, what to do."""

BAG = "RFC 8493 (BagIt 1.0)"
TREE = "RFC 6962 §2.1, RFC 9162 §2.1"
CHECKPOINT = "C2SP tlog-checkpoint"
NOTE = "C2SP signed-note"
PROOF = "C2SP tlog-proof"
SSHSIG = "OpenSSH PROTOCOL.sshsig"
PARTS = "Part and record digests (evidence/proof/parts.py), after RFC 9901 §4"
ENTRY = "RFC 8785; form of entries (evidence/proof/canonical.py)"
STORE = "FIPS 180-4; blobs are named by their SHA-256"
REPLAY = "The log is the truth; tables follow it"
TSA = "RFC 3161"
BACKUP = "Keep the disk as it is. Compare with a backup and restore what differs from there."
SENDER = "Do not rely on this file. Ask the sender for the packet again, by another way."
FORK = (
    "Stop writing. Collect every checkpoint, receipt and packet that others hold, and compare; a "
    "restored backup goes on as a new log (khronika log fork)."
)
TWO = "Keep both. Two signed histories of one log prove that its keeper signed two stories."
