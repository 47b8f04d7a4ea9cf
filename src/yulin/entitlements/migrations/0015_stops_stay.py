"""A grant is stopped only with a stop in force, and goes on only when a ruling lifted it."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION entitlements_stop_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    answer text[] := ARRAY['agreed', 'decided_by_id', 'decided_at', 'remarks'];
    lift text[] := ARRAY['lifted_at', 'ruling_id'];
BEGIN
    IF entitlements_erasing() THEN RETURN coalesce(NEW, OLD); END IF;
    IF TG_OP = 'UPDATE' AND OLD.agreed IS NULL
        AND to_jsonb(NEW) - answer = to_jsonb(OLD) - answer
    THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.agreed AND OLD.lifted_at IS NULL
        AND to_jsonb(NEW) - lift = to_jsonb(OLD) - lift
        AND EXISTS (
            SELECT FROM entitlements_ruling AS ruling
            JOIN entitlements_grant AS held ON held.id = NEW.grant_id
            WHERE ruling.id = NEW.ruling_id AND ruling.state = 'in_force'
                AND ruling.effect = 'due' AND ruling.person_id = held.person_id
                AND ruling.policy = held.policy AND ruling.benefit = held.benefit
        )
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a stop is decided once, lifted once by a ruling, and otherwise stays'
        USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER entitlements_stop_stays BEFORE UPDATE OR DELETE ON entitlements_stop
    FOR EACH ROW EXECUTE FUNCTION entitlements_stop_stays();

CREATE FUNCTION entitlements_grant_is_stopped() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    stands boolean := EXISTS (
        SELECT FROM entitlements_stop AS stop
        WHERE stop.grant_id = NEW.id AND stop.agreed AND stop.lifted_at IS NULL
    );
BEGIN
    IF NEW.state = 'stopped' AND NOT stands THEN
        RAISE EXCEPTION 'a grant is stopped by a stop in force'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'entitlements_grant_stopped_by';
    END IF;
    IF OLD.state = 'stopped' AND NEW.state NOT IN ('stopped', 'recovered') AND stands THEN
        RAISE EXCEPTION 'a stopped grant goes on only when a ruling has lifted the stop'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'entitlements_grant_stays_stopped';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER entitlements_grant_stopped BEFORE UPDATE OF state ON entitlements_grant
    FOR EACH ROW WHEN (NEW.state <> OLD.state AND 'stopped' IN (NEW.state, OLD.state))
    EXECUTE FUNCTION entitlements_grant_is_stopped();

SELECT access_require_witness('entitlements_stop');
SELECT access_protect('entitlements_stop', $$
    EXISTS (SELECT FROM registry_person AS person WHERE person.id = entitlements_stop.person_id)
    OR EXISTS (
        SELECT FROM registry_employer AS firm WHERE firm.id = entitlements_stop.employer_id AND (
            firm.uuid::text = (SELECT access_setting('employer'))
            OR firm.division BETWEEN (SELECT access_setting('low')::integer)
                AND (SELECT access_setting('high')::integer)
        )
    )
$$);
"""

BACKWARD = """
DROP POLICY yulin_read ON entitlements_stop;
DROP POLICY yulin_add ON entitlements_stop;
DROP POLICY yulin_change ON entitlements_stop;
DROP POLICY yulin_remove ON entitlements_stop;
ALTER TABLE entitlements_stop DISABLE ROW LEVEL SECURITY;
DROP TRIGGER access_witnessed ON entitlements_stop;
DROP TRIGGER entitlements_grant_stopped ON entitlements_grant;
DROP FUNCTION entitlements_grant_is_stopped();
DROP TRIGGER entitlements_stop_stays ON entitlements_stop;
DROP FUNCTION entitlements_stop_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("entitlements", "0014_stops"), ("access", "0006_row_security")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
