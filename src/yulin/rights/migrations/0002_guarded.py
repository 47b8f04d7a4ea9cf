"""Consent and requests change with a journal entry only, and are seen with their person."""

from django.db import migrations

TABLES = ("consent", "erasure", "retentionreport")
PERSONS = ("consent", "erasure")
PROTECT = """
SELECT access_protect('rights_{table}', $$
    EXISTS (SELECT FROM registry_person AS person WHERE person.id = rights_{table}.person_id)
$$);
"""
UNPROTECT = """
DROP POLICY yulin_read ON rights_{table};
DROP POLICY yulin_add ON rights_{table};
DROP POLICY yulin_change ON rights_{table};
DROP POLICY yulin_remove ON rights_{table};
ALTER TABLE rights_{table} DISABLE ROW LEVEL SECURITY;
"""
STAYS = """
CREATE FUNCTION rights_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- one function for tables of other columns: a missing one reads as null
    IF TG_OP = 'DELETE'
        OR to_jsonb(OLD) ->> 'withdrawn_at' IS NOT NULL
        OR to_jsonb(OLD) ->> 'state' IN ('done', 'stopped', 'refused', 'withdrawn')
    THEN
        RAISE EXCEPTION '% stays as it was decided', TG_TABLE_NAME
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("rights", "0001_initial"), ("access", "0006_row_security")]

    operations = [
        migrations.RunSQL(STAYS, "DROP FUNCTION rights_stays()"),
        *(
            migrations.RunSQL(
                f"CREATE TRIGGER rights_{table}_stays BEFORE UPDATE OR DELETE ON rights_{table}"
                " FOR EACH ROW EXECUTE FUNCTION rights_stays();"
                f"SELECT access_require_witness('rights_{table}')",
                f"DROP TRIGGER access_witnessed ON rights_{table};"
                f"DROP TRIGGER rights_{table}_stays ON rights_{table}",
            )
            for table in TABLES
        ),
        *(
            migrations.RunSQL(PROTECT.format(table=table), UNPROTECT.format(table=table))
            for table in PERSONS
        ),
    ]
