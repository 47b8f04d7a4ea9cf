"""The journal can be added to and read, and nothing else, whoever asks."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION access_journal_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the journal is append-only: % refused', TG_OP
        USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER access_journal_append_only
    BEFORE UPDATE OR DELETE ON access_journalentry
    FOR EACH ROW EXECUTE FUNCTION access_journal_refuse_change();

CREATE TRIGGER access_journal_not_emptied
    BEFORE TRUNCATE ON access_journalentry
    FOR EACH STATEMENT EXECUTE FUNCTION access_journal_refuse_change();
"""

BACKWARD = """
DROP TRIGGER access_journal_not_emptied ON access_journalentry;
DROP TRIGGER access_journal_append_only ON access_journalentry;
DROP FUNCTION access_journal_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
