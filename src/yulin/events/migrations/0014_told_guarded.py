"""What was told is read by whom it was told to, written by the program alone, and stays."""

from importlib import import_module

from django.db import migrations

from yulin.access.row_policies import of_organisation, own

policies = import_module("yulin.jobs.migrations.0002_guarded").policies
_THEIRS = f"{own()} OR {of_organisation('employer_id')}"

SEEN = policies("events_roomnotice", read=_THEIRS, add="false", change=_THEIRS)
STAYS = """
CREATE TRIGGER events_roomnotice_stays BEFORE UPDATE OR DELETE ON events_roomnotice
    FOR EACH ROW EXECUTE FUNCTION entitlements_notice_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("events", "0013_told"), ("entitlements", "0012_stays")]

    operations = [migrations.RunSQL(statements) for statements in (SEEN, STAYS)]
