"""What was owed, allotted and handed on for payment stays as it was, whoever writes."""

from django.db import migrations

FORWARD = """
CREATE TRIGGER entitlements_instalment_stays BEFORE UPDATE OR DELETE ON entitlements_instalment
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER ledger_allocation_stays BEFORE UPDATE OR DELETE ON ledger_allocation
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();

CREATE FUNCTION ledger_allocation_is_whole() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (
        SELECT sum(part.amount) FROM ledger_allocation AS part
        WHERE part.instalment_id = NEW.instalment_id
    ) <> (
        SELECT owed.amount / 100.0 FROM entitlements_instalment AS owed
        WHERE owed.id = NEW.instalment_id
    ) THEN
        RAISE EXCEPTION 'the parts of instalment % do not make up the whole', NEW.instalment_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_allocation_whole';
    END IF;
    RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER ledger_allocation_whole AFTER INSERT ON ledger_allocation
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION ledger_allocation_is_whole();

CREATE FUNCTION ledger_payment_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    stage text;
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a payment is never removed' USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT state INTO stage FROM ledger_batch WHERE id = NEW.batch_id;
    IF TG_OP = 'INSERT' THEN
        IF stage <> 'draft' OR NEW.state <> 'prepared' THEN
            RAISE EXCEPTION 'payments are added to a draft'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_payment_in_draft';
        END IF;
        RETURN NEW;
    END IF;
    IF (NEW.batch_id, NEW.instalment_id, NEW.account_id, NEW.reference, NEW.amount)
        IS DISTINCT FROM
        (OLD.batch_id, OLD.instalment_id, OLD.account_id, OLD.reference, OLD.amount)
    THEN
        RAISE EXCEPTION 'whom a payment pays, and how much, stays'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
        ('prepared', 'cancelled'), ('prepared', 'sent'), ('sent', 'paid'), ('sent', 'refused'),
        ('sent', 'unclear'), ('unclear', 'paid'), ('unclear', 'refused'), ('paid', 'bounced')
    ) THEN
        RAISE EXCEPTION 'a payment does not go from % to %', OLD.state, NEW.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_payment_step';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER ledger_payment_frozen BEFORE INSERT OR UPDATE OR DELETE ON ledger_payment
    FOR EACH ROW EXECUTE FUNCTION ledger_payment_is_frozen();
"""

BACKWARD = """
DROP TRIGGER ledger_payment_frozen ON ledger_payment;
DROP FUNCTION ledger_payment_is_frozen();
DROP TRIGGER ledger_allocation_whole ON ledger_allocation;
DROP FUNCTION ledger_allocation_is_whole();
DROP TRIGGER ledger_allocation_stays ON ledger_allocation;
DROP TRIGGER entitlements_instalment_stays ON entitlements_instalment;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0004_payments")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
