"""What must stay true of control, whoever writes: what was published stays, draws are what they say."""

from django.db import migrations

FORWARD = """
CREATE TRIGGER control_signalstep_stays BEFORE UPDATE OR DELETE ON control_signalstep
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER control_threshold_stays BEFORE UPDATE OR DELETE ON control_threshold
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER control_signalstep_not_emptied BEFORE TRUNCATE ON control_signalstep
    FOR EACH STATEMENT EXECUTE FUNCTION access_journal_refuse_change();
CREATE TRIGGER control_threshold_not_emptied BEFORE TRUNCATE ON control_threshold
    FOR EACH STATEMENT EXECUTE FUNCTION access_journal_refuse_change();

-- A campaign says more as it goes on, and takes nothing back.
CREATE FUNCTION control_campaign_goes_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- When keys are changed the seed is sealed anew; its promise holds it to what it was.
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'secret' = to_jsonb(OLD) - 'secret' THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' OR OLD.state IN ('drawn', 'cancelled')
        OR (NEW.uuid, NEW.region, NEW.title, NEW.population, NEW.stratify, NEW.size, NEW.percent,
            NEW.seed_hash, NEW.made_by_id, NEW.made_at)
            IS DISTINCT FROM
            (OLD.uuid, OLD.region, OLD.title, OLD.population, OLD.stratify, OLD.size, OLD.percent,
            OLD.seed_hash, OLD.made_by_id, OLD.made_at)
        OR (OLD.state = 'committed' AND (NEW.list_hash, NEW.listed, NEW.sizes, NEW.committed_by_id,
            NEW.committed_at) IS DISTINCT FROM (OLD.list_hash, OLD.listed, OLD.sizes,
            OLD.committed_by_id, OLD.committed_at))
        OR (OLD.state, NEW.state) NOT IN (
            ('promised', 'promised'), ('promised', 'committed'), ('promised', 'cancelled'),
            ('committed', 'committed'), ('committed', 'drawn'), ('committed', 'cancelled')
        )
    THEN
        RAISE EXCEPTION 'what a campaign has published stays'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER control_campaign_goes_on BEFORE UPDATE OR DELETE ON control_campaign
    FOR EACH ROW EXECUTE FUNCTION control_campaign_goes_on();
CREATE TRIGGER control_campaign_not_emptied BEFORE TRUNCATE ON control_campaign
    FOR EACH STATEMENT EXECUTE FUNCTION access_journal_refuse_change();

-- Before its list is fixed a campaign gets entries; before it is drawn, places; then nothing.
CREATE FUNCTION control_entry_comes_in_time() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM added JOIN control_campaign AS campaign ON campaign.id = added.campaign_id
        WHERE campaign.state <> 'promised'
    ) THEN
        RAISE EXCEPTION 'the list is fixed' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER control_entry_comes_in_time AFTER INSERT ON control_campaignentry
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION control_entry_comes_in_time();
CREATE FUNCTION control_entry_gets_its_place() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM after JOIN before ON before.id = after.id
        JOIN control_campaign AS campaign ON campaign.id = after.campaign_id
        WHERE campaign.state <> 'committed' OR before.place IS NOT NULL
            OR (after.campaign_id, after.payment_id, after.name, after.stratum, after.amount)
            IS DISTINCT FROM
            (before.campaign_id, before.payment_id, before.name, before.stratum, before.amount)
    ) OR (SELECT count(*) FROM after JOIN before ON before.id = after.id)
        <> (SELECT count(*) FROM after)
    THEN
        RAISE EXCEPTION 'the list is fixed' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER control_entry_gets_its_place AFTER UPDATE ON control_campaignentry
    REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION control_entry_gets_its_place();
CREATE TRIGGER control_entry_stays BEFORE DELETE ON control_campaignentry
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER control_entry_not_emptied BEFORE TRUNCATE ON control_campaignentry
    FOR EACH STATEMENT EXECUTE FUNCTION access_journal_refuse_change();

-- The database works out both hashes and the draw itself, from the same words as `vault.draw`.
CREATE FUNCTION control_campaign_is_true() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    now_is control_campaign;
BEGIN
    SELECT * INTO now_is FROM control_campaign WHERE id = NEW.id;
    IF now_is.state IN ('committed', 'drawn') AND now_is.list_hash IS DISTINCT FROM (
        SELECT encode(sha256(convert_to(string_agg(
            name || E'\\t' || stratum || E'\\t' || amount || E'\\n', '' ORDER BY name COLLATE "C"
        ), 'UTF8')), 'hex')
        FROM control_campaignentry WHERE campaign_id = NEW.id
    ) THEN
        RAISE EXCEPTION 'the hash is not that of the list of campaign %', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'control_campaign_list';
    END IF;
    IF now_is.state = 'drawn' AND (
        encode(sha256(convert_to(now_is.seed, 'UTF8')), 'hex') <> now_is.seed_hash
        OR EXISTS (
            SELECT FROM (
                SELECT place, stratum, row_number() OVER (
                    PARTITION BY stratum
                    ORDER BY encode(sha256(convert_to(now_is.seed || '|' || name, 'UTF8')), 'hex')
                        COLLATE "C"
                ) AS turn
                FROM control_campaignentry WHERE campaign_id = NEW.id
            ) AS drawn
            WHERE place IS DISTINCT FROM CASE
                WHEN turn <= coalesce((now_is.sizes ->> stratum)::bigint, 0) THEN turn
            END
        )
    ) THEN
        RAISE EXCEPTION 'the draw of campaign % is not that of its seed', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'control_campaign_draw';
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER control_campaign_is_true AFTER INSERT OR UPDATE ON control_campaign
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION control_campaign_is_true();

-- What was proposed stays: an answer comes once, a decision once.
CREATE FUNCTION control_finding_is_decided_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.state <> 'proposed'
        OR (NEW.person_id, NEW.employer_id, NEW.signal_id, NEW.entry_id, NEW.payment_id, NEW.region,
            NEW.result, NEW.checked, NEW.amount, NEW.cause, NEW.clause, NEW.text,
            NEW.proposed_by_id, NEW.proposed_at, NEW.answer_by)
            IS DISTINCT FROM
            (OLD.person_id, OLD.employer_id, OLD.signal_id, OLD.entry_id, OLD.payment_id, OLD.region,
            OLD.result, OLD.checked, OLD.amount, OLD.cause, OLD.clause, OLD.text,
            OLD.proposed_by_id, OLD.proposed_at, OLD.answer_by)
        OR (OLD.answer <> '' AND (NEW.answer, NEW.answered_by_id, NEW.answered_at)
            IS DISTINCT FROM (OLD.answer, OLD.answered_by_id, OLD.answered_at))
    THEN
        RAISE EXCEPTION 'a finding is answered and decided once and otherwise stays'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER control_finding_decided_once BEFORE UPDATE OR DELETE ON control_finding
    FOR EACH ROW EXECUTE FUNCTION control_finding_is_decided_once();

CREATE FUNCTION control_recheck_is_done_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.state <> 'planned'
        OR (NEW.instalment_id, NEW.months, NEW.person_id, NEW.employer_id, NEW.due_on, NEW.paid)
            IS DISTINCT FROM
            (OLD.instalment_id, OLD.months, OLD.person_id, OLD.employer_id, OLD.due_on, OLD.paid)
    THEN
        RAISE EXCEPTION 'a check after payment is done once and otherwise stays'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER control_recheck_done_once BEFORE UPDATE OR DELETE ON control_recheck
    FOR EACH ROW EXECUTE FUNCTION control_recheck_is_done_once();

SELECT access_require_witness('control_campaign');
SELECT access_require_witness('control_finding');
SELECT access_require_witness('control_threshold');
"""

BACKWARD = """
DROP TRIGGER access_witnessed ON control_threshold;
DROP TRIGGER access_witnessed ON control_finding;
DROP TRIGGER access_witnessed ON control_campaign;
DROP TRIGGER control_recheck_done_once ON control_recheck;
DROP FUNCTION control_recheck_is_done_once();
DROP TRIGGER control_finding_decided_once ON control_finding;
DROP FUNCTION control_finding_is_decided_once();
DROP TRIGGER control_campaign_is_true ON control_campaign;
DROP FUNCTION control_campaign_is_true();
DROP TRIGGER control_entry_not_emptied ON control_campaignentry;
DROP TRIGGER control_entry_stays ON control_campaignentry;
DROP TRIGGER control_entry_gets_its_place ON control_campaignentry;
DROP FUNCTION control_entry_gets_its_place();
DROP TRIGGER control_entry_comes_in_time ON control_campaignentry;
DROP FUNCTION control_entry_comes_in_time();
DROP TRIGGER control_campaign_not_emptied ON control_campaign;
DROP TRIGGER control_campaign_goes_on ON control_campaign;
DROP FUNCTION control_campaign_goes_on();
DROP TRIGGER control_threshold_not_emptied ON control_threshold;
DROP TRIGGER control_signalstep_not_emptied ON control_signalstep;
DROP TRIGGER control_threshold_stays ON control_threshold;
DROP TRIGGER control_signalstep_stays ON control_signalstep;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("control", "0001_initial"),
        ("ledger", "0011_claimed"),
        ("access", "0004_journal_chain"),
    ]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
