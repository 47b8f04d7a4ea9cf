"""Who sees which rows, what is only added, which way things go, and that nothing is oversold."""

from django.db import migrations

from yulin.access.row_policies import in_region, of_organisation, own, seen_with

AUDITOR = "(SELECT access_setting('all')) IS NOT NULL"
WRITER = "(SELECT access_setting('writes')) IS NOT NULL"
OFFICER = "(SELECT access_setting('high')::integer) > 0"
FIRM, PLACE = of_organisation("employer_id"), in_region("region")
SCHOOL = "school_id = (SELECT campus_own_school())"

WHOSE = """
CREATE FUNCTION campus_own_school() RETURNS bigint
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT school.id FROM campus_school AS school
    JOIN registry_employer AS one ON one.id = school.employer_id
    WHERE one.uuid = access_setting('school')::uuid
$$;
CREATE FUNCTION campus_own_agreements() RETURNS SETOF bigint
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT party.agreement_id FROM campus_party AS party
    JOIN registry_employer AS one ON one.id = party.employer_id
    WHERE one.uuid IN (access_setting('school')::uuid, access_setting('employer')::uuid)
$$;
"""


def policies(table: str, *, read: str, add: str, change: str = "", remove: str = "false") -> str:
    """Statements that let requests read, add, change and remove different rows of a table."""
    return f"""
    ALTER TABLE campus_{table} ENABLE ROW LEVEL SECURITY;
    CREATE POLICY yulin_read ON campus_{table} FOR SELECT TO yulin_web
        USING ({AUDITOR} OR {read});
    CREATE POLICY yulin_add ON campus_{table} FOR INSERT TO yulin_web
        WITH CHECK ({WRITER} AND ({add}));
    CREATE POLICY yulin_change ON campus_{table} FOR UPDATE TO yulin_web
        USING ({WRITER} AND ({change or add}));
    CREATE POLICY yulin_remove ON campus_{table} FOR DELETE TO yulin_web
        USING ({WRITER} AND ({remove}));
    """


def where(table: str, column: str, condition: str) -> str:
    """The row of another table, to which the column leads, meets a condition."""
    return f"EXISTS (SELECT FROM campus_{table} AS other WHERE other.id = {column} AND {condition})"


def _with(table: str, of: str) -> str:
    """Seen with the row that it belongs to."""
    return seen_with(f"campus_{of}", f"campus_{table}.{of}_id")


_SCHOOL_HERE = where("school", "school_id", in_region("other.region"))
_AGREED_HERE = where("agreement", "agreement_id", in_region("other.region"))
_VISIT_HERE = where("visit", "visit_id", in_region("other.region"))
_OWN_ENTRY = where("entry", "entry_id", own("other.person_id"))
_FIRMS_PLACE = where("place", "place_id", of_organisation("other.employer_id"))
_FIRMS_INTERN = where("internship", "internship_id", of_organisation("other.employer_id"))
_GUEST_KEPT = where(
    "guest",
    "guest_id",
    f"({in_region('other.region')} OR other.school_id = (SELECT campus_own_school()))",
)

SEEN = "\n".join(
    (
        # what a partner is called and teaches is no secret
        policies("school", read="true", add=PLACE),
        policies("major", read="true", add=f"{SCHOOL} OR {_SCHOOL_HERE}"),
        policies("listedschool", read="true", add=OFFICER, remove=OFFICER),
        policies("contact", read=f"{SCHOOL} OR {_SCHOOL_HERE}", add=f"{SCHOOL} OR {_SCHOOL_HERE}"),
        policies(
            "agreement", read=f"{PLACE} OR id IN (SELECT campus_own_agreements())", add=PLACE
        ),
        policies("party", read=_with("party", "agreement"), add=_AGREED_HERE),
        policies("commitment", read=_with("commitment", "agreement"), add=_AGREED_HERE),
        policies(
            "liaison",
            read=_with("liaison", "agreement"),
            add=_with("liaison", "agreement"),
            change="false",
        ),
        policies("award", read=f"{own()} OR {SCHOOL} OR {PLACE}", add=SCHOOL, change=PLACE),
        policies(
            "student",
            read=f"{own()} OR {SCHOOL} OR {PLACE}",
            add=f"{SCHOOL} OR {PLACE}",
            change=f"{own()} OR {SCHOOL} OR {PLACE}",
        ),
        policies("round", read=f"state <> 'draft' OR {PLACE}", add=PLACE),
        policies("place", read="true", add=f"{FIRM} OR {PLACE}"),
        policies(
            "entry",
            read=f"{own()} OR {SCHOOL} OR {PLACE}",
            add=own(),
            change=f"{own()} OR {PLACE}",
        ),
        policies(
            "wish",
            read=f"{_with('wish', 'entry')} OR {_FIRMS_PLACE}",
            add=_OWN_ENTRY,
            change=_FIRMS_PLACE,
            remove=_OWN_ENTRY,
        ),
        policies(
            "internship",
            read=f"{own()} OR {FIRM} OR {SCHOOL} OR {PLACE}",
            add=PLACE,
            change=f"{own()} OR {FIRM} OR {PLACE}",
        ),
        policies("attendance", read=_with("attendance", "internship"), add=_FIRMS_INTERN),
        policies("visit", read=f"state <> 'draft' OR {PLACE}", add=PLACE),
        policies("stop", read=_with("stop", "visit"), add=_VISIT_HERE, remove=_VISIT_HERE),
        policies(
            "guest",
            read=f"{own()} OR {SCHOOL} OR {PLACE}",
            add=f"{SCHOOL} OR {PLACE}",
            change=f"{own()} OR {PLACE}",
        ),
        policies("guestday", read=_with("guestday", "guest"), add=_GUEST_KEPT, remove=_GUEST_KEPT),
        policies("order", read="true", add=f"{FIRM} OR {PLACE}"),
        policies(
            "trainee",
            read=f"{own()} OR {FIRM} OR {PLACE}",
            add=f"{own()} OR {PLACE}",
            change=PLACE,
        ),
    )
)
WITNESSED = "\n".join(
    f"SELECT access_require_witness('campus_{table}');"
    for table in (
        "school", "major", "listedschool", "contact", "agreement", "party", "commitment", "liaison",
        "award", "student", "round", "place", "entry", "wish", "internship", "attendance", "visit",
        "stop", "guest", "guestday", "order", "trainee",
    )  # fmt: skip
)
COUNTED = """
-- Who was seated counts in `taken`, whoever writes; the check constraints refuse one too many.
CREATE FUNCTION campus_internship_counts() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    free text[] := ARRAY['declined', 'left'];
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.state <> ALL (free) THEN
        UPDATE campus_place SET taken = taken - 1 WHERE id = OLD.place_id;
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.state <> ALL (free) THEN
        UPDATE campus_place SET taken = taken + 1 WHERE id = NEW.place_id;
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER campus_internship_counts AFTER INSERT OR DELETE OR UPDATE OF state, place_id
    ON campus_internship FOR EACH ROW EXECUTE FUNCTION campus_internship_counts();

CREATE FUNCTION campus_guest_counts() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        UPDATE campus_visit SET taken = taken + 1 WHERE id = NEW.visit_id;
    ELSE
        UPDATE campus_visit SET taken = taken - 1 WHERE id = OLD.visit_id;
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER campus_guest_counts AFTER INSERT OR DELETE ON campus_guest
    FOR EACH ROW EXECUTE FUNCTION campus_guest_counts();

CREATE FUNCTION campus_trainee_counts() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.state <> 'dropped' THEN
        UPDATE campus_order SET taken = taken - 1 WHERE id = OLD.order_id;
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.state <> 'dropped' THEN
        UPDATE campus_order SET taken = taken + 1 WHERE id = NEW.order_id;
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER campus_trainee_counts AFTER INSERT OR DELETE OR UPDATE OF state, order_id
    ON campus_trainee FOR EACH ROW EXECUTE FUNCTION campus_trainee_counts();
"""
GOES_ON = """
-- What may follow on what; the argument is the table of steps, 'from>to', and what never changes.
CREATE FUNCTION campus_goes_on() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    steps text[] := string_to_array(TG_ARGV[0], ' ');
    fixed text[] := string_to_array(TG_ARGV[1], ' ');
    name text;
BEGIN
    IF NEW.state <> OLD.state AND OLD.state || '>' || NEW.state <> ALL (steps) THEN
        RAISE EXCEPTION '% does not go from % to %', TG_TABLE_NAME, OLD.state, NEW.state
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    FOREACH name IN ARRAY fixed LOOP
        IF to_jsonb(NEW) -> name IS DISTINCT FROM to_jsonb(OLD) -> name THEN
            RAISE EXCEPTION '% of % does not change', name, TG_TABLE_NAME
                USING ERRCODE = 'insufficient_privilege';
        END IF;
    END LOOP;
    RETURN NEW;
END
$$;
"""
STEPS = {
    "agreement": ("draft>signed signed>ended", "uuid region kind"),
    "award": ("proposed>granted proposed>refused", "uuid agreement_id person_id amount proposed_by_id"),
    "round": (
        "draft>open open>assigned open>ended assigned>open assigned>ended",
        "uuid region kind",
    ),
    "internship": (
        "assigned>accepted assigned>declined accepted>left accepted>reported"
        " reported>accepted reported>done",
        "uuid round_id place_id entry_id person_id employer_id",
    ),
    "visit": ("draft>open open>done", "uuid region school_id"),
    "order": ("open>training open>closed training>closed", "uuid employer_id"),
    "trainee": ("enrolled>finished enrolled>dropped", "uuid order_id person_id"),
}  # fmt: skip
GUARDS = "\n".join(
    f"""
    CREATE TRIGGER campus_{table}_goes_on BEFORE UPDATE ON campus_{table} FOR EACH ROW
        WHEN (NOT entitlements_erasing()) EXECUTE FUNCTION campus_goes_on('{steps}', '{fixed}');
    """
    for table, (steps, fixed) in STEPS.items()
)
STAYS = """
CREATE TRIGGER campus_liaison_stays BEFORE UPDATE OR DELETE ON campus_liaison
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER campus_liaison_not_emptied BEFORE TRUNCATE ON campus_liaison
    FOR EACH STATEMENT EXECUTE FUNCTION access_journal_refuse_change();
"""
TOGETHER = """
-- Nobody is in two places at once on a visit.
ALTER TABLE campus_stop ADD CONSTRAINT campus_stop_one_at_a_time
    EXCLUDE USING gist (visit_id WITH =, tstzrange(begins_at, ends_at) WITH &&);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("campus", "0001_initial"),
        ("registry", "0015_joined_rows"),
        ("access", "0006_row_security"),
        ("ledger", "0002_invariants"),
        ("jobs", "0003_applicants_read"),
        ("entitlements", "0022_plain_rulings"),
    ]

    operations = [
        migrations.RunSQL(statements)
        for statements in (WHOSE, SEEN, WITNESSED, COUNTED, GOES_ON, GUARDS, STAYS, TOGETHER)
    ]
