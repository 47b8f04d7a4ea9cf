"""Who sees campaigns, letters, streams and trips; what stays; and a budget that is not overspent."""

from django.db import migrations

from yulin.access.row_policies import in_region, own, protect, seen_with

AUDITOR = "(SELECT access_setting('all')) IS NOT NULL"
WRITER = "(SELECT access_setting('writes')) IS NOT NULL"
_PLACE = in_region("division")


def policies(table: str, *, read: str, write: str, change: str = "", remove: str = "") -> str:
    """Statements that let requests read and write different rows; empty: nobody does."""
    more = "".join(
        f"CREATE POLICY yulin_{name} ON {table} FOR {verb} TO yulin_web"
        f" USING ({WRITER} AND ({which}));\n"
        for name, verb, which in (("change", "UPDATE", change), ("remove", "DELETE", remove))
        if which
    )
    return f"""
    ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
    CREATE POLICY yulin_read ON {table} FOR SELECT TO yulin_web USING ({AUDITOR} OR {read});
    CREATE POLICY yulin_add ON {table} FOR INSERT TO yulin_web WITH CHECK ({WRITER} AND ({write}));
    {more}"""


def _run_here(other: str, column: str) -> str:
    """The row of another table, to which the column leads, is of the acting officer's region."""
    return (
        f"EXISTS (SELECT FROM {other} AS other WHERE other.id = {column}"
        f" AND {in_region('other.division')})"
    )


def _part_of(table: str, other: str, column: str, *, removed: bool = False) -> str:
    here = _run_here(other, f"{table}.{column}")
    return policies(
        table,
        read=seen_with(other, f"{table}.{column}"),
        write=here,
        change=here,
        remove=here if removed else "",
    )


CAMPAIGNS = "\n".join(
    (
        policies(
            "events_campaign", read=f"state <> 'draft' OR {_PLACE}", write=_PLACE, change=_PLACE
        ),
        _part_of("events_target", "events_campaign", "campaign_id", removed=True),
        _part_of("events_campaignpolicy", "events_campaign", "campaign_id", removed=True),
        _part_of("events_listing", "events_event", "event_id", removed=True),
        policies(
            "events_figure",
            read=f"{_PLACE} OR (campaign_id IS NOT NULL AND"
            f" {seen_with('events_campaign', 'events_figure.campaign_id')})",
            write=_PLACE,
            change=_PLACE,
        ),
    )
)
# Whether somebody got a letter is asked past the policies of the two tables, which ask each other.
LETTERS = "\n".join(
    (
        """
        CREATE FUNCTION events_own_letters() RETURNS SETOF bigint
        LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path FROM CURRENT AS $$
            SELECT letter_id FROM events_delivery WHERE person_id IN (SELECT registry_own())
        $$;
        """,
        policies(
            "events_letter",
            read=f"{_PLACE} OR id IN (SELECT events_own_letters())",
            write=_PLACE,
            change=_PLACE,
            remove=_PLACE,
        ),
        policies(
            "events_delivery", read=f"{own()} OR {_PLACE}", write=_PLACE, change=own()
        ),
        protect("events_noletters", own()),
    )
)
STREAMS = "\n".join(
    (
        policies("events_stream", read=_PLACE, write=_PLACE, change=_PLACE),
        *(
            _part_of(f"events_{table}", "events_stream", "stream_id", removed=table == "shown")
            for table in ("shown", "streamfigure")
        ),
        protect("events_clicks", seen_with("events_shown", "events_clicks.shown_id")),
    )
)
TRIPS = "\n".join(
    (
        policies("events_tripbudget", read=_PLACE, write=_PLACE, change=_PLACE),
        policies("events_trip", read=_PLACE, write=_PLACE, change=_PLACE),
        *(
            protect(f"events_{table}", seen_with("events_trip", f"events_{table}.trip_id"))
            for table in ("traveller", "leg", "cost")
        ),
    )
)
STAYS = """
CREATE TRIGGER events_streamfigure_stays BEFORE UPDATE OR DELETE ON events_streamfigure
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();

CREATE FUNCTION events_figure_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.withdrawn_because <> ''
        OR to_jsonb(NEW) - 'withdrawn_because' <> to_jsonb(OLD) - 'withdrawn_because'
    THEN
        RAISE EXCEPTION 'a printed figure stays as it was printed'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER events_figure_stays BEFORE UPDATE OR DELETE ON events_figure
    FOR EACH ROW EXECUTE FUNCTION events_figure_stays();

CREATE FUNCTION events_target_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' OR NOT EXISTS (
        SELECT FROM events_campaign WHERE id = OLD.campaign_id AND state = 'draft'
    ) THEN
        RAISE EXCEPTION 'a published target stays as it was set'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN OLD;
END
$$;
CREATE TRIGGER events_target_stays BEFORE UPDATE OR DELETE ON events_target
    FOR EACH ROW EXECUTE FUNCTION events_target_stays();

CREATE FUNCTION events_campaign_goes_on() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    above bigint := NEW.parent_id;
    seen integer := 0;
BEGIN
    IF TG_OP = 'UPDATE' AND (NEW.uuid <> OLD.uuid OR NEW.division <> OLD.division OR (
        NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
            ('draft', 'published'), ('published', 'closed'), ('closed', 'published')
        )
    )) THEN
        RAISE EXCEPTION 'a campaign does not go from % to %', OLD.state, NEW.state
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    WHILE above IS NOT NULL LOOP
        seen := seen + 1;
        IF above = NEW.id OR seen > 8 THEN
            RAISE EXCEPTION 'a campaign is not below itself' USING ERRCODE = 'check_violation';
        END IF;
        SELECT parent_id INTO above FROM events_campaign WHERE id = above;
    END LOOP;
    RETURN NEW;
END
$$;
CREATE TRIGGER events_campaign_goes_on BEFORE INSERT OR UPDATE ON events_campaign
    FOR EACH ROW EXECUTE FUNCTION events_campaign_goes_on();

CREATE FUNCTION events_letter_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'sent' THEN
        RAISE EXCEPTION 'a letter that was sent stays as it was read'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN coalesce(NEW, OLD);
END
$$;
CREATE TRIGGER events_letter_stays BEFORE UPDATE OR DELETE ON events_letter
    FOR EACH ROW EXECUTE FUNCTION events_letter_stays();

CREATE FUNCTION events_delivery_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND OLD.read_at < now() - interval '1100 days' THEN
        RETURN OLD;  -- past its time (`rights.retention`)
    END IF;
    IF TG_OP = 'DELETE' OR OLD.read_at IS NOT NULL
        OR to_jsonb(NEW) - 'read_at' <> to_jsonb(OLD) - 'read_at'
    THEN
        RAISE EXCEPTION 'of a letter received only the day of reading is added'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER events_delivery_stays BEFORE UPDATE OR DELETE ON events_delivery
    FOR EACH ROW WHEN (NOT entitlements_erasing()) EXECUTE FUNCTION events_delivery_stays();
"""
MONEY = """
CREATE FUNCTION events_trip_goes_on() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'DELETE' OR NEW.uuid <> OLD.uuid OR NEW.division <> OLD.division
        OR NEW.made_by_id <> OLD.made_by_id OR OLD.state = 'approved'
        OR (NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
            ('draft', 'submitted'), ('submitted', 'approved'), ('submitted', 'refused'),
            ('refused', 'submitted')
        ))
    THEN
        RAISE EXCEPTION 'a trip does not go from % to %', OLD.state, NEW.state
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.state = 'approved' THEN
        UPDATE events_tripbudget AS budget
        SET spent = budget.spent + coalesce(
            (SELECT sum(amount) FROM events_cost WHERE trip_id = NEW.id), 0
        )
        FROM events_event AS event
        WHERE event.id = NEW.event_id AND budget.series_id = event.series_id;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER events_trip_goes_on BEFORE UPDATE OR DELETE ON events_trip
    FOR EACH ROW EXECUTE FUNCTION events_trip_goes_on();

CREATE FUNCTION events_trip_is_open() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path FROM CURRENT AS $$
DECLARE
    named bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.trip_id ELSE NEW.trip_id END;
BEGIN
    IF (TG_OP = 'UPDATE' AND NEW.trip_id <> OLD.trip_id) OR NOT EXISTS (
        SELECT FROM events_trip WHERE id = named AND state IN ('draft', 'refused') FOR SHARE
    ) THEN
        RAISE EXCEPTION 'what was handed in stays' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END
$$;
""" + "\n".join(
    f"""
CREATE TRIGGER events_{table}_while_open BEFORE INSERT OR UPDATE OR DELETE ON events_{table}
    FOR EACH ROW EXECUTE FUNCTION events_trip_is_open();
"""
    for table in ("traveller", "leg", "cost")
)
WITNESSED = "\n".join(
    f"SELECT access_require_witness('events_{table}');"
    for table in (
        "campaign", "target", "figure", "campaignpolicy", "listing", "letter", "stream", "shown",
        "streamfigure", "tripbudget", "trip", "traveller", "leg", "cost",
    )  # fmt: skip
)


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0010_campaigns"),
        ("ledger", "0002_invariants"),
        ("entitlements", "0012_stays"),
        ("registry", "0015_joined_rows"),
    ]

    operations = [
        migrations.RunSQL(statements)
        for statements in (CAMPAIGNS, LETTERS, STREAMS, TRIPS, STAYS, MONEY, WITNESSED)
    ]
