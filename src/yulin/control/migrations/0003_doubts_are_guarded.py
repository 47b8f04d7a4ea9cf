"""Doubts, draws and findings are seen in their region; a finding by whom it is about."""

from django.db import migrations

from yulin.access.row_policies import in_region, of_organisation, own, protect, seen_with

PROTECTED = [
    protect("control_campaign", in_region("region")),
    protect(
        "control_campaignentry",
        seen_with("control_campaign", "control_campaignentry.campaign_id"),
    ),
    protect("control_signal", in_region("region")),
    protect("control_signalstep", seen_with("control_signal", "control_signalstep.signal_id")),
    protect("control_finding", in_region("region"), own(), of_organisation()),
    protect("control_recheck", in_region("region")),
]


class Migration(migrations.Migration):
    dependencies = [
        ("control", "0002_invariants"),
        ("ledger", "0016_payments_are_guarded"),
    ]

    operations = [migrations.RunSQL(statement) for statement in PROTECTED]
