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
# Of whoever had moved away before there was a trigger to note it.
MOVED = """
INSERT INTO registry_formerdivision (person_id, division)
SELECT DISTINCT about.person_id, about.district
FROM (
    SELECT person_id, district FROM entitlements_decision
    UNION SELECT person_id, district FROM entitlements_grant
) AS about
JOIN registry_person AS person ON person.id = about.person_id
WHERE about.district IS NOT NULL AND about.district IS DISTINCT FROM person.division
ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [
        ("entitlements", "0017_standing_seen"),
        ("registry", "0015_joined_rows"),
    ]

    operations = [migrations.RunSQL(statement) for statement in (*PROTECTED, MOVED)]
