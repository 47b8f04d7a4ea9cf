"""Calls are added to and read, and nothing else, whoever asks."""

from django.db import migrations

FORWARD = """
CREATE TRIGGER sources_call_append_only
    BEFORE UPDATE OR DELETE ON sources_call
    FOR EACH ROW EXECUTE FUNCTION access_journal_refuse_change();
CREATE TRIGGER sources_call_not_emptied
    BEFORE TRUNCATE ON sources_call
    FOR EACH STATEMENT EXECUTE FUNCTION access_journal_refuse_change();
REVOKE UPDATE, DELETE ON sources_call FROM yulin_web;
"""
BACKWARD = """
DROP TRIGGER sources_call_not_emptied ON sources_call;
DROP TRIGGER sources_call_append_only ON sources_call;
"""


class Migration(migrations.Migration):
    dependencies = [("sources", "0001_initial"), ("access", "0006_row_security")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
