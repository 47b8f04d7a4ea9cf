"""Links are kept flat and are never undone by hand; whose number a row is read as follows from them.

Whoever joins two rows locks both, so that two officers who join the same row at the same time, or the
same two the other way round, come one after the other, and the second is refused.
"""

from django.db import migrations

GUARD = """
CREATE FUNCTION registry_guard_link() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'links are not removed' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF (OLD.uuid, OLD.kept_id, OLD.other_id, OLD.ground, OLD.reason, OLD.evidence,
            OLD.asked_by_id, OLD.asked_at) IS DISTINCT FROM
           (NEW.uuid, NEW.kept_id, NEW.other_id, NEW.ground, NEW.reason, NEW.evidence,
            NEW.asked_by_id, NEW.asked_at)
            OR OLD.state IN ('refused', 'parted')
            OR OLD.state = 'joined' AND (
                NEW.state NOT IN ('joined', 'parted')
                OR (OLD.answered_by_id, OLD.answered_at, OLD.recorded_at) IS DISTINCT FROM
                   (NEW.answered_by_id, NEW.answered_at, NEW.recorded_at)
            )
        THEN
            RAISE EXCEPTION 'what was said about a link stays' USING ERRCODE = 'restrict_violation';
        END IF;
    END IF;
    IF NEW.state = 'joined' AND (TG_OP = 'INSERT' OR OLD.state <> 'joined') THEN
        PERFORM FROM registry_person WHERE id IN (NEW.kept_id, NEW.other_id) ORDER BY id FOR UPDATE;
        IF EXISTS (
            SELECT FROM registry_identitylink
            WHERE state = 'joined' AND (other_id = NEW.kept_id OR kept_id = NEW.other_id)
        ) THEN
            RAISE EXCEPTION 'links of links are not made'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'registry_link_flat';
        END IF;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER registry_link_guarded
    BEFORE INSERT OR UPDATE OR DELETE ON registry_identitylink
    FOR EACH ROW EXECUTE FUNCTION registry_guard_link();

CREATE FUNCTION registry_follow_link() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF NEW.state IN ('joined', 'parted') THEN
        UPDATE registry_person
        SET merged_into_id = CASE WHEN NEW.state = 'joined' THEN NEW.kept_id END
        WHERE id = NEW.other_id;
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER registry_link_followed
    AFTER INSERT OR UPDATE ON registry_identitylink
    FOR EACH ROW EXECUTE FUNCTION registry_follow_link();

SELECT access_require_witness('registry_identitylink');
"""
UNGUARD = """
DROP TRIGGER access_witnessed ON registry_identitylink;
DROP TRIGGER registry_link_followed ON registry_identitylink;
DROP TRIGGER registry_link_guarded ON registry_identitylink;
DROP FUNCTION registry_follow_link();
DROP FUNCTION registry_guard_link();
"""
# Somebody who is known by several numbers sees all their rows, under whichever they signed in.
OWN = """
CREATE FUNCTION registry_own() RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT own.id
    FROM registry_person AS named
    JOIN registry_person AS own
        ON own.id = coalesce(named.merged_into_id, named.id)
        OR own.merged_into_id = coalesce(named.merged_into_id, named.id)
    WHERE named.uuid = access_setting('person')::uuid
$$;
DROP POLICY yulin_read ON registry_person;
DROP POLICY yulin_add ON registry_person;
DROP POLICY yulin_change ON registry_person;
DROP POLICY yulin_remove ON registry_person;
SELECT access_protect('registry_person', $$
    division BETWEEN (SELECT access_setting('low')::integer)
        AND (SELECT access_setting('high')::integer)
    OR id IN (SELECT registry_own())
    OR id IN (SELECT registry_staff())
$$);
SELECT access_protect('registry_identitylink', $$
    EXISTS (SELECT FROM registry_person AS one WHERE one.id = registry_identitylink.kept_id)
    AND EXISTS (SELECT FROM registry_person AS one WHERE one.id = registry_identitylink.other_id)
$$);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0009_identity_links"),
        ("access", "0006_row_security"),
    ]

    operations = [migrations.RunSQL(GUARD, UNGUARD), migrations.RunSQL(OWN)]
