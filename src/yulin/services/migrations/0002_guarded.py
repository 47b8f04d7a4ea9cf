"""Who sees and changes which rows, which way a booking goes, and what the database counts itself."""

from django.db import migrations

from yulin.access.row_policies import in_region, of_organisation, own, protect, seen_with

AUDITOR = "(SELECT access_setting('all')) IS NOT NULL"
WRITER = "(SELECT access_setting('writes')) IS NOT NULL"
HOLDING = "('pending', 'booked', 'staying', 'done')"
TAKING = "('booked', 'attended', 'absent')"
_PLACE = in_region("division")


def policies(table: str, *, read: str, add: str, change: str) -> str:
    """Statements that let requests read, add and change different rows; nobody removes."""
    return f"""
    ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
    CREATE POLICY yulin_read ON {table} FOR SELECT TO yulin_web USING ({AUDITOR} OR {read});
    CREATE POLICY yulin_add ON {table} FOR INSERT TO yulin_web WITH CHECK ({WRITER} AND ({add}));
    CREATE POLICY yulin_change ON {table} FOR UPDATE TO yulin_web USING ({WRITER} AND ({change}));
    """


def _of(table: str, column: str) -> str:
    return f"EXISTS (SELECT FROM {table} AS one WHERE one.id = {column} AND {in_region('one.division')})"


_OF_PLACE = _of("services_place", "services_bed.place_id")
_OF_SCHEME = _of("services_scheme", "services_allowance.scheme_id")
_OWN_OR_FIRM = f"{own()} OR {of_organisation()}"
POLICIES = "\n".join(
    (
        policies(
            "services_place",
            read=f"state <> 'draft' OR {_PLACE}",
            add=_PLACE,
            change=_PLACE,
        ),
        policies(
            "services_scheme", read=f"state <> 'draft' OR {_PLACE}", add=_PLACE, change=_PLACE
        ),
        policies(
            "services_bed",
            read=seen_with("services_place", "services_bed.place_id"),
            add=_OF_PLACE,
            change=_OF_PLACE,
        ),
        policies(
            "services_allowance", read=f"{own()} OR {_OF_SCHEME}", add=own(), change="false"
        ),
        policies("services_stay", read=f"{own()} OR {_PLACE}", add=own(), change=f"{own()} OR {_PLACE}"),
        protect("services_staystep", seen_with("services_stay", "services_staystep.stay_id")),
        policies(
            "services_slot",
            read=seen_with("services_place", "services_slot.place_id"),
            add=_PLACE,
            change=_PLACE,
        ),
        policies(
            "services_appointment",
            read=f"{_OWN_OR_FIRM} OR {_PLACE}",
            add=_OWN_OR_FIRM,
            change=f"{_OWN_OR_FIRM} OR {_PLACE}",
        ),
    )
)  # fmt: skip
WITNESSED = "\n".join(
    f"SELECT access_require_witness('services_{table}');"
    for table in (
        "place", "scheme", "bed", "allowance", "stay", "staystep", "slot", "appointment",
    )
)  # fmt: skip
STAYS = """
CREATE TRIGGER services_staystep_stays BEFORE UPDATE OR DELETE ON services_staystep
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER services_staystep_not_emptied BEFORE TRUNCATE ON services_staystep
    FOR EACH STATEMENT EXECUTE FUNCTION access_journal_refuse_change();
"""
# Nights and people are counted where a booking is written, whoever writes it: the checks of the two
# tables then refuse what is one too many. No request may write the counts itself.
COUNTS = f"""
CREATE FUNCTION services_count_nights() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    more integer := 0;
    had integer;
    has integer;
    of_scheme bigint;
BEGIN
    IF NEW.state IN {HOLDING} THEN more := upper(NEW.during) - lower(NEW.during); END IF;
    IF TG_OP = 'UPDATE' AND OLD.state IN {HOLDING} THEN
        more := more - (upper(OLD.during) - lower(OLD.during));
    END IF;
    IF more = 0 THEN RETURN NULL; END IF;
    UPDATE services_allowance SET nights = nights + more WHERE id = NEW.allowance_id
        RETURNING nights - more, nights, scheme_id INTO had, has, of_scheme;
    IF had = 0 AND has > 0 THEN
        UPDATE services_scheme SET people = people + 1 WHERE id = of_scheme;
    ELSIF had > 0 AND has = 0 THEN
        UPDATE services_scheme SET people = people - 1 WHERE id = of_scheme;
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER services_count_nights AFTER INSERT OR UPDATE ON services_stay
    FOR EACH ROW EXECUTE FUNCTION services_count_nights();

CREATE FUNCTION services_count_taken() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    more integer := (NEW.state IN {TAKING})::integer;
BEGIN
    IF TG_OP = 'UPDATE' THEN more := more - (OLD.state IN {TAKING})::integer; END IF;
    IF more <> 0 THEN
        UPDATE services_slot SET taken = taken + more WHERE id = NEW.slot_id;
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER services_count_taken AFTER INSERT OR UPDATE ON services_appointment
    FOR EACH ROW EXECUTE FUNCTION services_count_taken();
"""
GOES_ON = """
CREATE FUNCTION services_only_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(NEW) - TG_ARGV = to_jsonb(OLD) - TG_ARGV THEN RETURN NEW; END IF;
    RAISE EXCEPTION 'of % only the words go with a person', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE FUNCTION services_stay_goes_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.place_id, NEW.person_id, NEW.allowance_id, NEW.code, NEW.uuid, lower(NEW.during))
            IS DISTINCT FROM
            (OLD.place_id, OLD.person_id, OLD.allowance_id, OLD.code, OLD.uuid, lower(OLD.during))
        OR NOT NEW.during <@ OLD.during
        OR (OLD.bed_id IS NOT NULL AND NEW.bed_id IS DISTINCT FROM OLD.bed_id)
        OR (NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
            ('waiting', 'booked'), ('waiting', 'pending'), ('waiting', 'cancelled'),
            ('waiting', 'lapsed'),
            ('pending', 'booked'), ('pending', 'refused'), ('pending', 'cancelled'),
            ('pending', 'absent'),
            ('booked', 'staying'), ('booked', 'cancelled'), ('booked', 'absent'),
            ('staying', 'done')
        ))
    THEN
        RAISE EXCEPTION 'a stay does not go from % to %', OLD.state, NEW.state
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER services_stay_goes_on BEFORE UPDATE ON services_stay FOR EACH ROW
    WHEN (NOT entitlements_erasing()) EXECUTE FUNCTION services_stay_goes_on();
CREATE TRIGGER services_stay_words BEFORE UPDATE ON services_stay FOR EACH ROW
    WHEN (entitlements_erasing())
    EXECUTE FUNCTION services_only_words(
        'purpose', 'note', 'called', 'contact', 'grounds', 'changed_at'
    );

CREATE FUNCTION services_appointment_goes_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.slot_id, NEW.person_id, NEW.employer_id, NEW.code, NEW.uuid)
            IS DISTINCT FROM (OLD.slot_id, OLD.person_id, OLD.employer_id, OLD.code, OLD.uuid)
        OR (NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
            ('booked', 'attended'), ('booked', 'absent'), ('booked', 'cancelled')
        ))
    THEN
        RAISE EXCEPTION 'an appointment does not go from % to %', OLD.state, NEW.state
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER services_appointment_goes_on BEFORE UPDATE ON services_appointment FOR EACH ROW
    WHEN (NOT entitlements_erasing()) EXECUTE FUNCTION services_appointment_goes_on();
CREATE TRIGGER services_appointment_words BEFORE UPDATE ON services_appointment FOR EACH ROW
    WHEN (entitlements_erasing())
    EXECUTE FUNCTION services_only_words('question', 'changed_at');

CREATE FUNCTION services_place_goes_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.division <> OLD.division OR NEW.uuid <> OLD.uuid OR (
        NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
            ('draft', 'open'), ('open', 'closed'), ('closed', 'open')
        )
    ) THEN
        RAISE EXCEPTION '% does not go from % to %', TG_TABLE_NAME, OLD.state, NEW.state
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER services_place_goes_on BEFORE UPDATE ON services_place
    FOR EACH ROW EXECUTE FUNCTION services_place_goes_on();
CREATE TRIGGER services_scheme_goes_on BEFORE UPDATE ON services_scheme
    FOR EACH ROW EXECUTE FUNCTION services_place_goes_on();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("services", "0001_initial"),
        ("access", "0006_row_security"),
        ("ledger", "0002_invariants"),
        ("entitlements", "0012_stays"),
        ("registry", "0015_joined_rows"),
    ]

    operations = [
        migrations.RunSQL(statements)
        for statements in (POLICIES, WITNESSED, STAYS, COUNTS, GOES_ON)
    ]
