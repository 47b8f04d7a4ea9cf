"""Who sees entries and marks, what stays, and that nobody judges or is honoured out of turn."""

from django.db import migrations

from yulin.access.row_policies import in_region, own

AUDITOR = "(SELECT access_setting('all')) IS NOT NULL"
WRITER = "(SELECT access_setting('writes')) IS NOT NULL"
_HERE = in_region("project.division")
_ENTRY_HERE = (
    "EXISTS (SELECT FROM helping_project AS project"
    f" WHERE project.id = helping_entry.project_id AND ({_HERE}))"
)
_ENTRY_OWN = (
    "EXISTS (SELECT FROM helping_project AS project"
    f" WHERE project.id = helping_entry.project_id AND ({own('project.founder_id')}))"
)
_EVENT_HERE = (
    "EXISTS (SELECT FROM events_event AS event"
    f" WHERE event.id = helping_entry.event_id AND ({in_region('event.division')}))"
)
#: marks are the judges' and the organisers'; a founder reads what came of them
_MARKED_HERE = (
    "EXISTS (SELECT FROM helping_entry AS entry"
    " JOIN events_event AS event ON event.id = entry.event_id"
    f" WHERE entry.id = helping_mark.entry_id AND ({in_region('event.division')}))"
)
POLICIES = f"""
ALTER TABLE helping_entry ENABLE ROW LEVEL SECURITY;
CREATE POLICY yulin_read ON helping_entry FOR SELECT TO yulin_web
    USING ({AUDITOR} OR prize <> '' OR {_ENTRY_HERE} OR {_ENTRY_OWN} OR {_EVENT_HERE});
CREATE POLICY yulin_add ON helping_entry FOR INSERT TO yulin_web
    WITH CHECK ({WRITER} AND {_ENTRY_HERE});
CREATE POLICY yulin_change ON helping_entry FOR UPDATE TO yulin_web
    USING ({WRITER} AND {_EVENT_HERE});
ALTER TABLE helping_mark ENABLE ROW LEVEL SECURITY;
CREATE POLICY yulin_read ON helping_mark FOR SELECT TO yulin_web
    USING ({AUDITOR} OR {_MARKED_HERE});
CREATE POLICY yulin_add ON helping_mark FOR INSERT TO yulin_web
    WITH CHECK ({WRITER} AND {_MARKED_HERE});
"""  # noqa: S608 - put together from names of this module
GUARDS = """
SELECT access_require_witness('helping_entry');
SELECT access_require_witness('helping_mark');
CREATE TRIGGER helping_entry_goes_on BEFORE UPDATE ON helping_entry FOR EACH ROW
    EXECUTE FUNCTION helping_goes_on(
        'prize', '>first >second >third >merit', 'uuid event_id project_id track'
    );
CREATE TRIGGER helping_mark_stays BEFORE UPDATE OR DELETE ON helping_mark
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();

CREATE FUNCTION helping_prize_in_turn() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM helping_mark WHERE entry_id = NEW.id) OR NOT EXISTS (
        SELECT FROM events_event WHERE id = NEW.event_id AND state IN ('closed', 'settled')
    ) THEN
        RAISE EXCEPTION 'a prize comes after the marks and after the event'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER helping_entry_prize_in_turn BEFORE UPDATE OF prize ON helping_entry
    FOR EACH ROW WHEN (OLD.prize <> NEW.prize) EXECUTE FUNCTION helping_prize_in_turn();

CREATE FUNCTION helping_judge_is_another() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF EXISTS (
        SELECT FROM helping_entry AS entry JOIN helping_project AS project
            ON project.id = entry.project_id
        WHERE entry.id = NEW.entry_id
            AND (NEW.judge_id IN (entry.by_id, project.officer_id) OR entry.prize <> '')
    ) THEN
        RAISE EXCEPTION 'nobody judges a project that they brought, or that has its prize'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER helping_mark_by_another BEFORE INSERT ON helping_mark
    FOR EACH ROW EXECUTE FUNCTION helping_judge_is_another();
"""


class Migration(migrations.Migration):
    dependencies = [("helping", "0003_contests"), ("ledger", "0002_invariants")]

    operations = [migrations.RunSQL(statements) for statements in (POLICIES, GUARDS)]
