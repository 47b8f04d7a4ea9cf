"""What is due and owed is seen in its district, by the person and by the organisation."""

from django.db import migrations

from yulin.access.row_policies import (
    in_region,
    joined,
    of_organisation,
    of_staff,
    own,
    protect,
    protect_anew,
    seen_with,
)

SUBJECT = (in_region("district"), own(), joined(), of_organisation())
PROTECTED = [
    protect_anew("entitlements_decision", *SUBJECT, of_staff()),
    protect("entitlements_due", *SUBJECT, of_staff()),
    protect("entitlements_grant", *SUBJECT, in_region("region")),
    protect(
        "entitlements_instalment", seen_with("entitlements_grant", "entitlements_instalment.grant_id")
    ),
    protect("entitlements_choice", seen_with("registry_person", "entitlements_choice.person_id")),
    protect("entitlements_rehearsalchange", in_region("district")),
]


class Migration(migrations.Migration):
    dependencies = [
        ("entitlements", "0017_standing_seen"),
        ("registry", "0015_joined_rows"),
    ]

    operations = [migrations.RunSQL(statement) for statement in PROTECTED]
