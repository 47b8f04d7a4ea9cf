"""Payments, accounts and claims are seen in their region, and by whom they are paid to."""

from django.db import migrations

from yulin.access.row_policies import (
    firm_in_region,
    in_region,
    of_organisation,
    own,
    protect,
    seen_with,
)


def _subject(table: str) -> tuple[str, str, str]:
    return (
        seen_with("registry_person", f"{table}.person_id"),
        of_organisation(),
        firm_in_region(f"{table}.employer_id"),
    )


PROTECTED = [
    protect("ledger_payeeaccount", *_subject("ledger_payeeaccount")),
    protect("ledger_notice", *_subject("ledger_notice")),
    protect("ledger_batch", in_region("region")),
    protect(
        "ledger_payment",
        seen_with("ledger_batch", "ledger_payment.batch_id"),
        seen_with("entitlements_instalment", "ledger_payment.instalment_id"),
    ),
    *(
        protect(table, seen_with("entitlements_instalment", f"{table}.instalment_id"))
        for table in ("ledger_allocation", "ledger_release")
    ),
    protect("ledger_claim", in_region("region"), own(), of_organisation()),
    *(
        protect(table, seen_with("ledger_claim", f"{table}.claim_id"))
        for table in ("ledger_claimpart", "ledger_claimterm", "ledger_claimstep")
    ),
    protect("ledger_replyfile", in_region("region")),
    protect("ledger_reply", seen_with("ledger_replyfile", "ledger_reply.file_id")),
    protect("ledger_settlement", seen_with("ledger_reply", "ledger_settlement.reply_id")),
]


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0015_released"),
        ("entitlements", "0018_grants_are_guarded"),
    ]

    operations = [migrations.RunSQL(statement) for statement in PROTECTED]
