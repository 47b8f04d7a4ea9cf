"""Decisions are seen in their district, by the person and by the organisation they are about."""

from django.db import migrations

FORWARD = """
SELECT access_protect('entitlements_decision', $$
    district BETWEEN (SELECT access_setting('low')::integer)
        AND (SELECT access_setting('high')::integer)
    OR person_id = (
        SELECT id FROM registry_person WHERE uuid = (SELECT access_setting('person')::uuid)
    )
    OR person_id IN (SELECT registry_staff())
    OR employer_id = (
        SELECT id FROM registry_employer WHERE uuid = (SELECT access_setting('employer')::uuid)
    )
$$);
"""


class Migration(migrations.Migration):
    dependencies = [("entitlements", "0006_causes"), ("registry", "0006_row_security")]

    operations = [migrations.RunSQL(FORWARD)]
