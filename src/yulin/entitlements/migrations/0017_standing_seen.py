"""What somebody was last told they are is seen with them."""

from django.db import migrations

FORWARD = """
SELECT access_protect('entitlements_standing', $$
    EXISTS (SELECT FROM registry_person AS person WHERE person.id = entitlements_standing.person_id)
    OR EXISTS (
        SELECT FROM registry_employer AS firm WHERE firm.id = entitlements_standing.employer_id
        AND (
            firm.uuid::text = (SELECT access_setting('employer'))
            OR firm.division BETWEEN (SELECT access_setting('low')::integer)
                AND (SELECT access_setting('high')::integer)
        )
    )
$$);
"""

BACKWARD = """
DROP POLICY yulin_read ON entitlements_standing;
DROP POLICY yulin_add ON entitlements_standing;
DROP POLICY yulin_change ON entitlements_standing;
DROP POLICY yulin_remove ON entitlements_standing;
ALTER TABLE entitlements_standing DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("entitlements", "0016_standing"), ("access", "0006_row_security")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
