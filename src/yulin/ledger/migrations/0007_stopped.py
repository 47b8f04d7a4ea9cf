"""What a proof found stays; while a stop is open the database lets no batch on, whoever asks."""

from django.db import migrations

FORWARD = """
CREATE TRIGGER ledger_proof_stays BEFORE UPDATE OR DELETE ON ledger_proofrecord
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER ledger_proofcase_stays BEFORE UPDATE OR DELETE ON ledger_proofcase
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();

CREATE FUNCTION ledger_stop_is_released_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.released_at IS NOT NULL
        OR (NEW.proof_id, NEW.stopped_at) IS DISTINCT FROM (OLD.proof_id, OLD.stopped_at)
    THEN
        RAISE EXCEPTION 'a stop is released once and otherwise stays'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.released_at IS NOT NULL AND EXISTS (
        SELECT FROM ledger_proofrecord AS proof
        WHERE proof.id >= NEW.released_after_id AND proof.broken > 0
    ) THEN
        RAISE EXCEPTION 'the latest proof does not hold'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_stop_after_a_proof';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER ledger_stop_released_once BEFORE UPDATE OR DELETE ON ledger_paymentstop
    FOR EACH ROW EXECUTE FUNCTION ledger_stop_is_released_once();

CREATE FUNCTION ledger_batch_is_not_stopped() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM ledger_paymentstop WHERE released_at IS NULL) THEN
        RAISE EXCEPTION 'payments are stopped: a proof of the books does not hold'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_batch_stopped';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER ledger_batch_not_stopped BEFORE UPDATE OF state ON ledger_batch
    FOR EACH ROW WHEN (NEW.state <> OLD.state AND NEW.state IN ('approved', 'filed'))
    EXECUTE FUNCTION ledger_batch_is_not_stopped();

SELECT access_require_witness('ledger_paymentstop');
"""

BACKWARD = """
DROP TRIGGER access_witnessed ON ledger_paymentstop;
DROP TRIGGER ledger_batch_not_stopped ON ledger_batch;
DROP FUNCTION ledger_batch_is_not_stopped();
DROP TRIGGER ledger_stop_released_once ON ledger_paymentstop;
DROP FUNCTION ledger_stop_is_released_once();
DROP TRIGGER ledger_proofcase_stays ON ledger_proofcase;
DROP TRIGGER ledger_proof_stays ON ledger_proofrecord;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0006_proofs")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
