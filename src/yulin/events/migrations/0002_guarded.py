"""Who sees which events, and which way an event may go."""

from django.db import migrations

from yulin.access.row_policies import in_region

AUDITOR = "(SELECT access_setting('all')) IS NOT NULL"
WRITER = "(SELECT access_setting('writes')) IS NOT NULL"
_PLACE = in_region("division")

SEEN = f"""
ALTER TABLE events_series ENABLE ROW LEVEL SECURITY;
CREATE POLICY yulin_read ON events_series FOR SELECT TO yulin_web USING (true);
CREATE POLICY yulin_add ON events_series FOR INSERT TO yulin_web
    WITH CHECK ({WRITER} AND {_PLACE});
CREATE POLICY yulin_change ON events_series FOR UPDATE TO yulin_web
    USING ({WRITER} AND {_PLACE});

ALTER TABLE events_event ENABLE ROW LEVEL SECURITY;
CREATE POLICY yulin_read ON events_event FOR SELECT TO yulin_web
    USING ({AUDITOR} OR (published_at IS NOT NULL AND state <> 'draft') OR {_PLACE});
CREATE POLICY yulin_add ON events_event FOR INSERT TO yulin_web
    WITH CHECK ({WRITER} AND {_PLACE});
CREATE POLICY yulin_change ON events_event FOR UPDATE TO yulin_web
    USING ({WRITER} AND {_PLACE});
"""
GOES_ON = """
CREATE FUNCTION events_event_goes_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'an event is cancelled, never removed'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.uuid <> OLD.uuid OR NEW.division <> OLD.division OR (
        NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
            ('draft', 'published'), ('draft', 'cancelled'),
            ('published', 'open'), ('published', 'running'), ('published', 'cancelled'),
            ('open', 'published'), ('open', 'running'), ('open', 'cancelled'),
            ('running', 'closed'), ('running', 'cancelled'),
            ('closed', 'settled')
        )
    ) THEN
        RAISE EXCEPTION 'an event does not go from % to %', OLD.state, NEW.state
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER events_event_goes_on BEFORE UPDATE OR DELETE ON events_event
    FOR EACH ROW EXECUTE FUNCTION events_event_goes_on();
"""
WITNESSED = "".join(
    f"SELECT access_require_witness('events_{table}');" for table in ("series", "event")
)


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0001_initial"),
        ("jobs", "0003_applicants_read"),
        ("access", "0006_row_security"),
    ]

    operations = [migrations.RunSQL(statements) for statements in (SEEN, GOES_ON, WITNESSED)]
