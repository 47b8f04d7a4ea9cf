"""What somebody wrote goes with the person it speaks of, from rows that otherwise stay as they are.

While `yulin.erasing` is set, for the one transaction of the verb that forgets, each of these guards
gives way to one that lets these columns change and nothing else.
"""

from django.db import migrations

#: table → its guard, the guard's function, the events it stands before, the columns with words
GUARDS = {
    "registry_identitylink": (
        "registry_link_guarded", "registry_guard_link", "INSERT OR UPDATE OR DELETE",
        ("reason", "evidence", "answer", "parting_reason"),
    ),
    "ledger_claimstep": (
        "ledger_claimstep_decided_once", "ledger_claimstep_is_decided_once", "UPDATE OR DELETE",
        ("reason", "remarks"),
    ),
    "ledger_settlement": (
        "ledger_settlement_decided_once", "ledger_settlement_is_decided_once", "UPDATE OR DELETE",
        ("reason", "remarks"),
    ),
    "control_signalstep": (
        "control_signalstep_stays", "ledger_refuse_change", "UPDATE OR DELETE", ("text",),
    ),
    "control_finding": (
        "control_finding_decided_once", "control_finding_is_decided_once", "UPDATE OR DELETE",
        ("text", "answer", "remarks"),
    ),
    "rights_erasure": (
        "rights_erasure_stays", "rights_stays", "UPDATE OR DELETE", ("text", "answer"),
    ),
}

WORDS = """
CREATE FUNCTION rights_only_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - TG_ARGV = to_jsonb(OLD) - TG_ARGV THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'of % only the words go with a person', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END
$$;
"""


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
    dependencies = [
        ("rights", "0003_page_looks"),
        ("control", "0003_doubts_are_guarded"),
        ("ledger", "0018_tiered"),
        ("registry", "0015_joined_rows"),
        ("entitlements", "0020_objections_seen"),
    ]

    operations = [
        migrations.RunSQL(WORDS, "DROP FUNCTION rights_only_words()"),
        *(migrations.RunSQL(forward(table), backward(table)) for table in GUARDS),
    ]
