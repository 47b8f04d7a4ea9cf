"""Each plan of a claim makes it up; a plan is decided once; what somebody answered stays."""

from django.db import migrations

from yulin.access.row_policies import protect, seen_with


def claim_is_whole(terms: str) -> str:
    return f"""
CREATE OR REPLACE FUNCTION ledger_claim_is_whole() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    claimed bigint;
BEGIN
    IF TG_TABLE_NAME = 'ledger_claim' THEN claimed := NEW.id; ELSE claimed := NEW.claim_id; END IF;
    IF EXISTS (
        SELECT FROM ledger_claim AS claim WHERE claim.id = claimed AND (
            claim.amount IS DISTINCT FROM
                (SELECT sum(amount) FROM ledger_claimpart WHERE claim_id = claimed)
            OR {terms}
            OR claim.amount <
                (SELECT sum(amount) FROM ledger_claimstep WHERE claim_id = claimed AND agreed)
        )
    ) THEN
        RAISE EXCEPTION 'the parts, terms or steps of claim % do not make it up', claimed
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_claim_whole';
    END IF;
    RETURN NULL;
END
$$;
"""


ONE_PLAN = """claim.amount IS DISTINCT FROM
                (SELECT sum(amount) FROM ledger_claimterm WHERE claim_id = claimed)"""
EACH_PLAN = """NOT EXISTS (SELECT FROM ledger_claimterm WHERE claim_id = claimed AND plan = 0)
            OR EXISTS (
                SELECT FROM ledger_claimterm WHERE claim_id = claimed
                GROUP BY plan HAVING sum(amount) <> claim.amount
            )
            OR (SELECT max(plan) FROM ledger_claimterm WHERE claim_id = claimed) <>
                (SELECT count(*) FROM ledger_claimplan WHERE claim_id = claimed AND agreed)"""

FORWARD = """
CREATE FUNCTION ledger_claimplan_is_decided_once() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    decision text[] := ARRAY['agreed', 'decided_by_id', 'decided_at', 'remarks'];
BEGIN
    IF entitlements_erasing() THEN
        decision := ARRAY['reason', 'remarks'];
    ELSIF TG_OP = 'UPDATE' AND OLD.agreed IS NOT NULL THEN
        decision := ARRAY[]::text[];
    END IF;
    IF TG_OP = 'DELETE' OR to_jsonb(NEW) - decision <> to_jsonb(OLD) - decision THEN
        RAISE EXCEPTION 'a plan of a claim is decided once and otherwise stays'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER ledger_claimplan_decided_once BEFORE UPDATE OR DELETE ON ledger_claimplan
    FOR EACH ROW EXECUTE FUNCTION ledger_claimplan_is_decided_once();
SELECT access_require_witness('ledger_claimplan');

CREATE FUNCTION ledger_claim_answer_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.run_id, NEW.answer_by) IS DISTINCT FROM (OLD.run_id, OLD.answer_by)
        OR OLD.answer <> '' AND NEW.answer <> OLD.answer AND NOT entitlements_erasing()
        OR NEW.state = 'open' AND OLD.state = 'asked' AND OLD.answer = ''
            AND OLD.answer_by >= (now() AT TIME ZONE 'Asia/Shanghai')::date
    THEN
        RAISE EXCEPTION 'who is asked for money that a text calls back is heard before'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER ledger_claim_answer_stays BEFORE UPDATE ON ledger_claim
    FOR EACH ROW EXECUTE FUNCTION ledger_claim_answer_stays();
"""
BACKWARD = """
DROP TRIGGER ledger_claim_answer_stays ON ledger_claim;
DROP FUNCTION ledger_claim_answer_stays();
DROP TRIGGER access_witnessed ON ledger_claimplan;
DROP TRIGGER ledger_claimplan_decided_once ON ledger_claimplan;
DROP FUNCTION ledger_claimplan_is_decided_once();
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0019_called_back"), ("entitlements", "0012_stays")]

    operations = [
        migrations.RunSQL(claim_is_whole(EACH_PLAN), claim_is_whole(ONE_PLAN)),
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.RunSQL(
            protect("ledger_claimplan", seen_with("ledger_claim", "ledger_claimplan.claim_id"))
        ),
    ]
