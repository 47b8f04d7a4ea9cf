"""Told facts change with a journal entry only, and are seen where those they are about are.

What is told of an organisation is of no public register: it is seen by the officers of its region,
by itself, and where the person who reported it is.
"""

from django.db import migrations

WITNESS = "SELECT access_require_witness('registry_{table}')"
UNWITNESS = "DROP TRIGGER access_witnessed ON registry_{table}"
PERSON = """
SELECT access_protect('registry_toldfact', $$
    EXISTS (SELECT FROM registry_person AS person WHERE person.id = registry_toldfact.person_id)
$$);
"""
EMPLOYER = """
SELECT access_protect('registry_employertoldfact', $$
    employer_id IN (
        SELECT id FROM registry_employer WHERE uuid::text = (SELECT access_setting('employer'))
    )
    OR EXISTS (
        SELECT FROM registry_employerfact AS firm
        WHERE firm.employer_id = registry_employertoldfact.employer_id
            AND firm.superseded_at IS NULL
            AND firm.division BETWEEN (SELECT access_setting('low')::integer)
                AND (SELECT access_setting('high')::integer)
    )
    OR EXISTS (
        SELECT FROM registry_person AS person
        WHERE person.id = registry_employertoldfact.reporter_id
    )
$$);
"""
TABLES = ("toldfact", "employertoldfact")


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0007_told_facts"),
        ("access", "0006_row_security"),
    ]

    operations = [
        *(
            migrations.RunSQL(WITNESS.format(table=table), UNWITNESS.format(table=table))
            for table in TABLES
        ),
        migrations.RunSQL(PERSON),
        migrations.RunSQL(EMPLOYER),
    ]
