"""What each address is for the policy. An address that is not named here is refused."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from archive.policy import Operation

_BY_OPERATION: Mapping[Operation, tuple[str, ...]] = {
    Operation.ENTER: (
        "sign_in.enter",
        "sign_in.form",
        "sign_in.invitation",
        "sign_in.join",
        "sign_in.leave",
        "api.describe",
        "static",
        "tongue.choose",
    ),
    Operation.OWN: (
        "account.end",
        "account.password",
        "account.second_factor_form",
        "account.set_up",
        "account.show",
    ),
    Operation.READ: (
        "about.show",
        "api.entry_proof",
        "api.find_people",
        "api.find_records",
        "api.item_custody",
        "api.item_receipt",
        "api.list_vocabularies",
        "api.log_state",
        "api.record_history",
        "api.record_linked_from",
        "api.show_reader",
        "api.show_record",
        "api.show_vocabulary",
        "actor.show",
        "appeal.show",
        "case.show",
        "find.go",
        "find.show",
        "history.record",
        "history.show",
        "incident.show",
        "item.picture",
        "item.receipt",
        "item.receipt_file",
        "item.show",
        "log.show",
        "people.show",
        "place.show",
        "source.show",
    ),
    Operation.ORIGINALS: (
        "api.item_original",
        "item.original",
        "showing.large",
        "showing.page",
        "showing.pages",
        "showing.play",
    ),
    Operation.EXPORT: ("find.file", "people.file"),
    Operation.RECORD: (
        "api.create_records",
        "api.link_record",
        "api.retire_record",
        "api.revise_record",
        "case.order",
        "drafts.autosave",
        "drafts.begin",
        "drafts.change",
        "drafts.discard",
        "drafts.index",
        "drafts.revise",
        "drafts.show",
        "suggest.records",
        "workbench.marked",
        "workbench.source",
    ),
    Operation.EVIDENCE: (
        "adding.form",
        "adding.piece",
        "adding.progress",
        "adding.receive",
        "api.file_progress",
        "api.send_file_piece",
        "redact.form",
        "redact.make",
        "redact.picture",
    ),
    Operation.PLAN: (
        "api.list_packets",
        "api.plan_of_packet",
        "packets.holders",
        "packets.plan",
    ),
    Operation.PACKETS: (
        "api.acknowledge_packet",
        "api.create_packet",
        "api.packet_file",
        "packets.acknowledged",
        "packets.build",
        "packets.download",
        "packets.go_on",
        "packets.show",
    ),
    Operation.CHECK: ("api.check_archive", "api.sign_checkpoint", "showing.check", "verify.show"),
    Operation.WATCH: ("item.who",),
    Operation.PEOPLE: (
        "members.add",
        "members.change",
        "members.end_sessions",
        "members.link",
        "members.remove",
        "members.show",
    ),
}

OPERATIONS: Mapping[str, Operation] = MappingProxyType(
    {endpoint: operation for operation, some in _BY_OPERATION.items() for endpoint in some}
)
"""The operation of each endpoint."""
