"""Who sees booths, tickets and slots; that nothing is given twice or beyond what there is."""

from django.db import migrations

from yulin.access.row_policies import in_region, of_organisation, own, protect, seen_with

AUDITOR = "(SELECT access_setting('all')) IS NOT NULL"
WRITER = "(SELECT access_setting('writes')) IS NOT NULL"
_PLACE, _FIRM = in_region("division"), of_organisation("employer_id")


def _run_here(event: str) -> str:
    return (
        f"EXISTS (SELECT FROM events_event AS event WHERE event.id = {event}"
        f" AND {in_region('event.division')})"
    )


def _of_firm(column: str) -> str:
    """The firm's own row of an event, or one of the officer's region."""
    firm, place = of_organisation("firm.employer_id"), in_region("firm.division")
    return (
        f"EXISTS (SELECT FROM events_participation AS firm WHERE firm.id = {column}"
        f" AND ({firm} OR {place}))"
    )


# Booths and the firms that have one are shown to everybody who may read the event.
SHOWN = f"""
ALTER TABLE events_booth ENABLE ROW LEVEL SECURITY;
CREATE POLICY yulin_read ON events_booth FOR SELECT TO yulin_web
    USING ({seen_with("events_event", "events_booth.event_id")});
CREATE POLICY yulin_add ON events_booth FOR INSERT TO yulin_web
    WITH CHECK ({WRITER} AND {_run_here("events_booth.event_id")});
CREATE POLICY yulin_change ON events_booth FOR UPDATE TO yulin_web
    USING ({WRITER} AND {_run_here("events_booth.event_id")});
CREATE POLICY yulin_remove ON events_booth FOR DELETE TO yulin_web
    USING ({WRITER} AND {_run_here("events_booth.event_id")});

ALTER TABLE events_participation ENABLE ROW LEVEL SECURITY;
CREATE POLICY yulin_read ON events_participation FOR SELECT TO yulin_web USING (
    {AUDITOR} OR {_FIRM} OR {_PLACE}
    OR (state = 'accepted' AND {seen_with("events_event", "events_participation.event_id")})
);
CREATE POLICY yulin_add ON events_participation FOR INSERT TO yulin_web
    WITH CHECK ({WRITER} AND ({_FIRM} OR {_PLACE}));
CREATE POLICY yulin_change ON events_participation FOR UPDATE TO yulin_web
    USING ({WRITER} AND ({_FIRM} OR {_PLACE}));

ALTER TABLE events_eventpost ENABLE ROW LEVEL SECURITY;
CREATE POLICY yulin_read ON events_eventpost FOR SELECT TO yulin_web
    USING ({seen_with("events_participation", "events_eventpost.participation_id")});
CREATE POLICY yulin_add ON events_eventpost FOR INSERT TO yulin_web
    WITH CHECK ({WRITER} AND {_of_firm("events_eventpost.participation_id")});
CREATE POLICY yulin_remove ON events_eventpost FOR DELETE TO yulin_web
    USING ({WRITER} AND {_of_firm("events_eventpost.participation_id")});
"""
OWN = "\n".join(
    (
        protect("events_ticket", own(), _PLACE),
        protect("events_slotrun", _run_here("events_slotrun.event_id")),
        protect(
            "events_slot",
            _of_firm("events_slot.participation_id"),
            seen_with("events_ticket", "events_slot.ticket_id"),
        ),
        protect("events_slotrefusal", seen_with("events_ticket", "events_slotrefusal.ticket_id")),
        protect("events_reportedcount", _of_firm("events_reportedcount.participation_id")),
        protect(
            "events_eventapplication",
            _of_firm("events_eventapplication.participation_id"),
            seen_with("events_ticket", "events_eventapplication.ticket_id"),
        ),
    )
)
# Who came is read with the ticket, and written by who runs the event.
DOOR = f"""
ALTER TABLE events_checkin ENABLE ROW LEVEL SECURITY;
CREATE POLICY yulin_read ON events_checkin FOR SELECT TO yulin_web
    USING ({seen_with("events_ticket", "events_checkin.ticket_id")});
CREATE POLICY yulin_add ON events_checkin FOR INSERT TO yulin_web WITH CHECK ({WRITER} AND EXISTS (
    SELECT FROM events_ticket AS ticket
    WHERE ticket.id = events_checkin.ticket_id AND {in_region("ticket.division")}
));
"""
# Never oversold: a seat number is one's own (unique), and none lies above the capacity. The event's
# row is held while that is asked, so that its capacity cannot fall at the same moment.
SEATS = """
CREATE FUNCTION events_ticket_fits() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    held events_event;
BEGIN
    IF TG_OP = 'UPDATE' AND (
        (NEW.event_id, NEW.person_id, NEW.code, NEW.division)
            IS DISTINCT FROM (OLD.event_id, OLD.person_id, OLD.code, OLD.division)
        OR OLD.state = 'cancelled'
        OR (OLD.state = 'held' AND NEW.state = 'waiting')
    ) THEN
        RAISE EXCEPTION 'a ticket stays whose it is, and what is over stays over'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT * INTO STRICT held FROM events_event WHERE id = NEW.event_id FOR SHARE;
    IF NEW.division <> held.division THEN
        RAISE EXCEPTION 'a ticket is of the division of its event' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.seat > held.capacity THEN
        RAISE EXCEPTION 'event % has % seats', held.id, held.capacity
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER events_ticket_fits BEFORE INSERT OR UPDATE ON events_ticket
    FOR EACH ROW EXECUTE FUNCTION events_ticket_fits();

CREATE FUNCTION events_event_keeps_seats() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF NEW.capacity IS DISTINCT FROM OLD.capacity AND EXISTS (
        SELECT FROM events_ticket AS given WHERE given.event_id = NEW.id AND given.seat > NEW.capacity
    ) THEN
        RAISE EXCEPTION 'seats above % are given' , NEW.capacity USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER events_event_keeps_seats BEFORE UPDATE ON events_event
    FOR EACH ROW EXECUTE FUNCTION events_event_keeps_seats();

CREATE FUNCTION events_checkin_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'who came in came in' USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER events_checkin_stays BEFORE UPDATE OR DELETE ON events_checkin
    FOR EACH ROW EXECUTE FUNCTION events_checkin_stays();

CREATE FUNCTION events_checkin_of_a_seat() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM events_ticket WHERE id = NEW.ticket_id AND state = 'held') THEN
        RAISE EXCEPTION 'only who has a seat comes in' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER events_checkin_of_a_seat BEFORE INSERT ON events_checkin
    FOR EACH ROW EXECUTE FUNCTION events_checkin_of_a_seat();
"""
FIRMS = """
CREATE FUNCTION events_participation_fits() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (
        (NEW.event_id, NEW.employer_id) IS DISTINCT FROM (OLD.event_id, OLD.employer_id)
        OR (NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
            ('applied', 'accepted'), ('applied', 'waiting'), ('applied', 'refused'),
            ('applied', 'withdrawn'), ('invited', 'applied'), ('invited', 'declined'),
            ('invited', 'withdrawn'), ('waiting', 'accepted'), ('waiting', 'refused'),
            ('waiting', 'withdrawn'), ('accepted', 'withdrawn'), ('accepted', 'refused')
        ))
    ) THEN
        RAISE EXCEPTION 'a firm at an event does not go from % to %', OLD.state, NEW.state
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NOT EXISTS (
        SELECT FROM events_event WHERE id = NEW.event_id AND division = NEW.division
    ) OR (NEW.booth_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM events_booth WHERE id = NEW.booth_id AND event_id = NEW.event_id
    )) THEN
        RAISE EXCEPTION 'the booth is of another event' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER events_participation_fits BEFORE INSERT OR UPDATE ON events_participation
    FOR EACH ROW EXECUTE FUNCTION events_participation_fits();

CREATE FUNCTION events_eventpost_fits() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM events_participation AS firm JOIN jobs_post AS post USING (employer_id)
        WHERE firm.id = NEW.participation_id AND post.id = NEW.post_id
    ) THEN
        RAISE EXCEPTION 'the post is of another firm' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER events_eventpost_fits BEFORE INSERT OR UPDATE ON events_eventpost
    FOR EACH ROW EXECUTE FUNCTION events_eventpost_fits();

CREATE FUNCTION events_slot_fits() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.state NOT IN ('free', 'proposed') AND NEW.state <> 'free'
        AND (NEW.ticket_id, NEW.post_id, NEW.during, NEW.participation_id)
            IS DISTINCT FROM (OLD.ticket_id, OLD.post_id, OLD.during, OLD.participation_id)
    THEN
        RAISE EXCEPTION 'a confirmed slot stays whose it is' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.ticket_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM events_participation AS firm
        JOIN events_ticket AS ticket USING (event_id)
        JOIN events_eventpost AS brought ON brought.participation_id = firm.id
        WHERE firm.id = NEW.participation_id AND firm.state = 'accepted'
            AND ticket.id = NEW.ticket_id AND brought.id = NEW.post_id
    ) THEN
        RAISE EXCEPTION 'ticket, post and firm are of one event' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER events_slot_fits BEFORE INSERT OR UPDATE ON events_slot
    FOR EACH ROW EXECUTE FUNCTION events_slot_fits();
"""
WITNESSED = "".join(
    f"SELECT access_require_witness('events_{table}');"
    for table in (
        "booth", "participation", "eventpost", "reportedcount", "ticket", "checkin", "slot",
        "slotrun", "slotrefusal", "eventapplication",
    )  # fmt: skip
)


class Migration(migrations.Migration):
    dependencies = [("events", "0003_booths_and_tickets"), ("registry", "0015_joined_rows")]

    operations = [
        migrations.RunSQL(statements) for statements in (SHOWN, OWN, DOOR, SEATS, FIRMS, WITNESSED)
    ]
