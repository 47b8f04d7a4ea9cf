"""Who was asked about, and what was said, is seen where the person is."""

from django.db import migrations

from yulin.access.row_policies import protect, seen_with

PROTECTED = [
    protect(table, seen_with("registry_person", f"{table}.person_id"))
    for table in ("sources_call", "sources_answer")
]


class Migration(migrations.Migration):
    dependencies = [("sources", "0003_watch"), ("registry", "0015_joined_rows")]

    operations = [migrations.RunSQL(statement) for statement in PROTECTED]
