"""An organisation's objections and rulings are seen with it, and lift a stop of its own."""

from django.db import migrations

UNPROTECT = """
DROP POLICY yulin_read ON {table};
DROP POLICY yulin_add ON {table};
DROP POLICY yulin_change ON {table};
DROP POLICY yulin_remove ON {table};
"""
WITH_THEIR_SUBJECT = """
SELECT access_protect('{table}', $$
    EXISTS (SELECT FROM registry_person AS person WHERE person.id = {table}.person_id)
    OR EXISTS (
        SELECT FROM registry_employer AS firm WHERE firm.id = {table}.employer_id AND (
            firm.uuid::text = (SELECT access_setting('employer'))
            OR firm.division BETWEEN (SELECT access_setting('low')::integer)
                AND (SELECT access_setting('high')::integer)
        )
    )
$$);
"""
WITH_THEIR_PERSON = """
SELECT access_protect('{table}', $$
    EXISTS (SELECT FROM registry_person AS person WHERE person.id = {table}.person_id)
$$);
"""
TABLES = ("entitlements_objection", "entitlements_ruling")


class Migration(migrations.Migration):
    dependencies = [("entitlements", "0019_firms_object"), ("access", "0006_row_security")]

    operations = [
        migrations.RunSQL(
            UNPROTECT.format(table=table) + WITH_THEIR_SUBJECT.format(table=table),
            UNPROTECT.format(table=table) + WITH_THEIR_PERSON.format(table=table),
        )
        for table in TABLES
    ]
