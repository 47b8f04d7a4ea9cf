"""What must stay true of claims, whoever writes; and the one movement that a set-off adds."""

from django.db import migrations

FORWARD = """
ALTER TABLE ledger_flow DISABLE TRIGGER ledger_flow_fixed;
INSERT INTO ledger_flow VALUES ('offset', 'reserved', 'paid');
ALTER TABLE ledger_flow ENABLE TRIGGER ledger_flow_fixed;

CREATE FUNCTION ledger_claim_is_whole() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    claimed bigint;
BEGIN
    IF TG_TABLE_NAME = 'ledger_claim' THEN claimed := NEW.id; ELSE claimed := NEW.claim_id; END IF;
    IF EXISTS (
        SELECT FROM ledger_claim AS claim WHERE claim.id = claimed AND (
            claim.amount IS DISTINCT FROM
                (SELECT sum(amount) FROM ledger_claimpart WHERE claim_id = claimed)
            OR claim.amount IS DISTINCT FROM
                (SELECT sum(amount) FROM ledger_claimterm WHERE claim_id = claimed)
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
CREATE CONSTRAINT TRIGGER ledger_claim_whole AFTER INSERT OR UPDATE ON ledger_claim
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_claim_is_whole();
CREATE CONSTRAINT TRIGGER ledger_claim_whole AFTER INSERT ON ledger_claimpart
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_claim_is_whole();
CREATE CONSTRAINT TRIGGER ledger_claim_whole AFTER INSERT ON ledger_claimterm
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_claim_is_whole();
CREATE CONSTRAINT TRIGGER ledger_claim_whole AFTER INSERT OR UPDATE ON ledger_claimstep
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_claim_is_whole();

CREATE TRIGGER ledger_claimpart_stays BEFORE UPDATE OR DELETE ON ledger_claimpart
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER ledger_claimterm_stays BEFORE UPDATE OR DELETE ON ledger_claimterm
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();

CREATE FUNCTION ledger_claimstep_is_decided_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.agreed IS NOT NULL
        OR (NEW.claim_id, NEW.kind, NEW.amount) IS DISTINCT FROM (OLD.claim_id, OLD.kind, OLD.amount)
    THEN
        RAISE EXCEPTION 'a step of a claim is decided once and otherwise stays'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER ledger_claimstep_decided_once BEFORE UPDATE OR DELETE ON ledger_claimstep
    FOR EACH ROW EXECUTE FUNCTION ledger_claimstep_is_decided_once();
SELECT access_require_witness('ledger_claim');
SELECT access_require_witness('ledger_claimstep');
"""

BACKWARD = """
DROP TRIGGER access_witnessed ON ledger_claimstep;
DROP TRIGGER access_witnessed ON ledger_claim;
DROP TRIGGER ledger_claimstep_decided_once ON ledger_claimstep;
DROP FUNCTION ledger_claimstep_is_decided_once();
DROP TRIGGER ledger_claimterm_stays ON ledger_claimterm;
DROP TRIGGER ledger_claimpart_stays ON ledger_claimpart;
DROP TRIGGER ledger_claim_whole ON ledger_claimstep;
DROP TRIGGER ledger_claim_whole ON ledger_claimterm;
DROP TRIGGER ledger_claim_whole ON ledger_claimpart;
DROP TRIGGER ledger_claim_whole ON ledger_claim;
DROP FUNCTION ledger_claim_is_whole();
ALTER TABLE ledger_flow DISABLE TRIGGER ledger_flow_fixed;
DELETE FROM ledger_flow WHERE movement = 'offset';
ALTER TABLE ledger_flow ENABLE TRIGGER ledger_flow_fixed;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0010_claims")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
