"""No money moves without a journal entry in the same transaction."""

from django.db import migrations

TABLES = ("entry", "posting")


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_invariants"), ("access", "0004_journal_chain")]

    operations = [
        migrations.RunSQL(
            f"SELECT access_require_witness('ledger_{table}')",
            f"DROP TRIGGER access_witnessed ON ledger_{table}",
        )
        for table in TABLES
    ]
