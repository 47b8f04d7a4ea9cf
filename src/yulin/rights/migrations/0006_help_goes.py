"""What was written of somebody who was helped, or who brought a project, goes with them."""

from django.db import migrations

#: table → the columns with words; the rows are otherwise only added
WORDS = {
    "helping_contact": ("note",),
    "helping_casestep": ("reason",),
    "helping_projectstep": ("reason",),
    "helping_visit": ("place", "who", "agreed", "next_step"),
    "helping_projectcontract": ("terms",),
}


def forward(table: str) -> str:
    words = ", ".join(f"'{column}'" for column in WORDS[table])
    return f"""
CREATE TRIGGER {table}_stays_words BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW
    WHEN (entitlements_erasing()) EXECUTE FUNCTION rights_only_words({words});
"""


def backward(table: str) -> str:
    return f"DROP TRIGGER {table}_stays_words ON {table};"


class Migration(migrations.Migration):
    dependencies = [("rights", "0005_applications_go"), ("helping", "0002_guarded")]

    operations = [migrations.RunSQL(forward(table), backward(table)) for table in WORDS]
