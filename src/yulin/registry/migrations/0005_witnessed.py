"""No fact, coverage or correction changes without a journal entry in the same transaction."""

from django.db import migrations

TABLES = (
    "achievement", "benefitreceived", "certificate", "correctionrequest", "coverage", "education",
    "employerfact", "employmentspell", "home", "honour", "income", "insurancespell", "loan", "need",
    "personfact", "placement", "platform", "recognition", "registration", "tenancy", "training",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("registry", "0004_numbers_are_sealed"), ("access", "0004_journal_chain")]

    operations = [
        migrations.RunSQL(
            f"SELECT access_require_witness('registry_{table}')",
            f"DROP TRIGGER access_witnessed ON registry_{table}",
        )
        for table in TABLES
    ]
