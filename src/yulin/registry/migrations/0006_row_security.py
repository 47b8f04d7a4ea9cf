"""Rows about people are seen by their region's officers, themselves, their employer, the auditor.

A person's row has the region; rows of facts are seen where their person's row is. Facts about
organisations are of public registers and stay open to whoever signs in.
"""

from django.db import migrations

PERSON = """
CREATE FUNCTION registry_staff() RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT spell.person_id
    FROM registry_employmentspell AS spell
    JOIN registry_employer AS employer ON employer.id = spell.employer_id
    WHERE employer.uuid::text = access_setting('employer') AND spell.superseded_at IS NULL
        AND spell.ended_on >= CURRENT_DATE
$$;

SELECT access_protect('registry_person', $$
    division BETWEEN (SELECT access_setting('low')::integer)
        AND (SELECT access_setting('high')::integer)
    OR uuid = (SELECT access_setting('person')::uuid)
    OR id IN (SELECT registry_staff())
$$);
"""
FACT = """
SELECT access_protect('{table}', $$
    EXISTS (SELECT FROM registry_person AS person WHERE person.id = {table}.person_id)
$$);
"""
TABLES = (
    "achievement", "benefitreceived", "certificate", "correctionrequest", "coverage", "education",
    "employmentspell", "home", "honour", "income", "insurancespell", "loan", "need", "personfact",
    "placement", "recognition", "registration", "tenancy", "training",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("registry", "0005_witnessed"), ("access", "0006_row_security")]

    operations = [
        migrations.RunSQL(PERSON),
        *(migrations.RunSQL(FACT.format(table=f"registry_{table}")) for table in TABLES),
    ]
