"""What was told, held, objected to and ruled stays; each changes once, with a journal entry.

`yulin.erasing` is set by the one verb that forgets what somebody wrote, for its own transaction.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION entitlements_erasing() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(current_setting('yulin.erasing', true), '') = 'on'
$$;

CREATE FUNCTION entitlements_notice_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF entitlements_erasing() THEN RETURN coalesce(NEW, OLD); END IF;
    IF TG_OP = 'UPDATE' AND OLD.read_at IS NULL
        AND to_jsonb(NEW) - 'read_at' = to_jsonb(OLD) - 'read_at'
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'what was told stays' USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER entitlements_notice_stays BEFORE UPDATE OR DELETE ON entitlements_notice
    FOR EACH ROW EXECUTE FUNCTION entitlements_notice_stays();

CREATE FUNCTION entitlements_hold_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF entitlements_erasing() THEN RETURN coalesce(NEW, OLD); END IF;
    IF TG_OP = 'UPDATE' AND OLD.lifted_at IS NULL
        AND to_jsonb(NEW) - ARRAY['lifted_at', 'lifted_by_id', 'lift_reason']
            = to_jsonb(OLD) - ARRAY['lifted_at', 'lifted_by_id', 'lift_reason']
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a hold is lifted once and otherwise stays'
        USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER entitlements_hold_stays BEFORE UPDATE OR DELETE ON entitlements_hold
    FOR EACH ROW EXECUTE FUNCTION entitlements_hold_stays();

CREATE FUNCTION entitlements_objection_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    answer text[] := ARRAY['state', 'answered_by_id', 'answered_at', 'answer'];
BEGIN
    IF entitlements_erasing() THEN RETURN coalesce(NEW, OLD); END IF;
    IF TG_OP = 'UPDATE' AND OLD.state IN ('open', 'proposed')
        AND to_jsonb(NEW) - answer = to_jsonb(OLD) - answer
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'an objection is answered once and otherwise stays'
        USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER entitlements_objection_stays BEFORE UPDATE OR DELETE ON entitlements_objection
    FOR EACH ROW EXECUTE FUNCTION entitlements_objection_stays();

CREATE FUNCTION entitlements_ruling_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    steps text[] := ARRAY['state', 'confirmed_by_id', 'confirmed_at', 'remarks', 'ended_by_id',
        'ended_at', 'end_reason'];
BEGIN
    IF entitlements_erasing() THEN RETURN coalesce(NEW, OLD); END IF;
    IF TG_OP = 'UPDATE'
        AND (OLD.state, NEW.state) IN
            (('proposed', 'in_force'), ('proposed', 'refused'), ('in_force', 'ended'))
        AND to_jsonb(NEW) - steps = to_jsonb(OLD) - steps
        AND (OLD.confirmed_by_id IS NULL OR NEW.confirmed_by_id = OLD.confirmed_by_id)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a ruling is confirmed once, ended once and otherwise stays'
        USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER entitlements_ruling_stays BEFORE UPDATE OR DELETE ON entitlements_ruling
    FOR EACH ROW EXECUTE FUNCTION entitlements_ruling_stays();

SELECT access_require_witness('entitlements_hold');
SELECT access_require_witness('entitlements_objection');
SELECT access_require_witness('entitlements_ruling');
"""

BACKWARD = """
DROP TRIGGER access_witnessed ON entitlements_ruling;
DROP TRIGGER access_witnessed ON entitlements_objection;
DROP TRIGGER access_witnessed ON entitlements_hold;
DROP TRIGGER entitlements_ruling_stays ON entitlements_ruling;
DROP TRIGGER entitlements_objection_stays ON entitlements_objection;
DROP TRIGGER entitlements_hold_stays ON entitlements_hold;
DROP TRIGGER entitlements_notice_stays ON entitlements_notice;
DROP FUNCTION entitlements_ruling_stays();
DROP FUNCTION entitlements_objection_stays();
DROP FUNCTION entitlements_hold_stays();
DROP FUNCTION entitlements_notice_stays();
DROP FUNCTION entitlements_erasing();
"""

SEEN_WITH_THEIR_PERSON = """
SELECT access_protect('{table}', $$
    EXISTS (SELECT FROM registry_person AS person WHERE person.id = {table}.person_id)
$$);
"""
SEEN_WITH_THEIR_SUBJECT = """
SELECT access_protect('{table}', $$
    EXISTS (SELECT FROM registry_person AS person WHERE person.id = {table}.person_id)
    OR EXISTS (
        SELECT FROM registry_employer AS firm WHERE firm.id = {table}.employer_id AND (
            firm.uuid::text = (SELECT access_setting('employer'))
            OR firm.division BETWEEN (SELECT access_setting('low')::integer)
                AND (SELECT access_setting('high')::integer)
        )
    )
$$);
"""
PROTECTED = {
    "entitlements_objection": SEEN_WITH_THEIR_PERSON,
    "entitlements_ruling": SEEN_WITH_THEIR_PERSON,
    "entitlements_notice": SEEN_WITH_THEIR_SUBJECT,
    "entitlements_hold": SEEN_WITH_THEIR_SUBJECT,
}
UNPROTECT = """
DROP POLICY yulin_read ON {table};
DROP POLICY yulin_add ON {table};
DROP POLICY yulin_change ON {table};
DROP POLICY yulin_remove ON {table};
ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("entitlements", "0011_told_held_and_heard"), ("access", "0006_row_security")]

    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        *(
            migrations.RunSQL(policy.format(table=table), UNPROTECT.format(table=table))
            for table, policy in PROTECTED.items()
        ),
    ]
