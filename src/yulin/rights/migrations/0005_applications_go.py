"""What somebody sent with an application goes with them, and why they did not accept a contract."""

from django.db import migrations

#: table → its guard, the guard's function, the events it stands before, the columns that go
GUARDS = {
    "jobs_application": (
        "jobs_application_goes_on", "jobs_application_goes_on", "UPDATE", ("resume", "note"),
    ),
    "jobs_contract": (
        "jobs_contract_stays", "jobs_contract_stays", "UPDATE OR DELETE", ("number", "objection"),
    ),
}


def forward(table: str) -> str:
    guard, function, events, columns = GUARDS[table]
    words = ", ".join(f"'{column}'" for column in columns)
    return f"""
DROP TRIGGER {guard} ON {table};
CREATE TRIGGER {guard} BEFORE {events} ON {table} FOR EACH ROW
    WHEN (NOT entitlements_erasing()) EXECUTE FUNCTION {function}();
CREATE TRIGGER {guard}_words BEFORE {events} ON {table} FOR EACH ROW
    WHEN (entitlements_erasing()) EXECUTE FUNCTION rights_only_words({words});
"""


def backward(table: str) -> str:
    guard, function, events, _columns = GUARDS[table]
    return f"""
DROP TRIGGER {guard}_words ON {table};
DROP TRIGGER {guard} ON {table};
CREATE TRIGGER {guard} BEFORE {events} ON {table} FOR EACH ROW EXECUTE FUNCTION {function}();
"""


class Migration(migrations.Migration):
    dependencies = [("rights", "0004_words_go"), ("jobs", "0002_guarded")]

    operations = [migrations.RunSQL(forward(table), backward(table)) for table in GUARDS]
