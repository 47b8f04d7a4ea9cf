"""An allocation goes only when its money was set free, and nothing of a stopped grant is sent."""

from django.db import migrations

FORWARD = """
CREATE TRIGGER ledger_release_stays BEFORE UPDATE OR DELETE ON ledger_release
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();

CREATE FUNCTION ledger_allocation_is_released() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM ledger_release AS free
        JOIN ledger_posting AS posting ON posting.id = free.released_by_id
            AND posting.movement = 'release'
        WHERE free.instalment_id = OLD.instalment_id AND free.line_id = OLD.line_id
            AND free.reserved_by_id = OLD.reserved_by_id AND free.amount = OLD.amount
    ) OR EXISTS (
        SELECT FROM ledger_payment AS payment
        WHERE payment.instalment_id = OLD.instalment_id
            AND payment.state IN ('prepared', 'sent', 'paid', 'unclear')
    ) OR NOT EXISTS (
        SELECT FROM entitlements_instalment AS owed
        JOIN entitlements_grant AS held ON held.id = owed.grant_id AND held.state = 'stopped'
        WHERE owed.id = OLD.instalment_id
    ) THEN
        RAISE EXCEPTION 'an allocation goes only when what it was reserved for is stopped'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN OLD;
END
$$;
DROP TRIGGER ledger_allocation_stays ON ledger_allocation;
CREATE TRIGGER ledger_allocation_stays BEFORE UPDATE ON ledger_allocation
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER ledger_allocation_released BEFORE DELETE ON ledger_allocation
    FOR EACH ROW EXECUTE FUNCTION ledger_allocation_is_released();

CREATE FUNCTION ledger_payment_is_not_stopped() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM entitlements_instalment AS owed
        JOIN entitlements_grant AS held ON held.id = owed.grant_id AND held.state = 'stopped'
        WHERE owed.id = NEW.instalment_id
    ) THEN
        RAISE EXCEPTION 'the grant of payment % was stopped', NEW.reference
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_payment_stopped';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER ledger_payment_not_stopped BEFORE UPDATE OF state ON ledger_payment
    FOR EACH ROW WHEN (NEW.state = 'sent' AND OLD.state = 'prepared')
    EXECUTE FUNCTION ledger_payment_is_not_stopped();
"""

BACKWARD = """
DROP TRIGGER ledger_payment_not_stopped ON ledger_payment;
DROP FUNCTION ledger_payment_is_not_stopped();
DROP TRIGGER ledger_allocation_released ON ledger_allocation;
DROP FUNCTION ledger_allocation_is_released();
DROP TRIGGER ledger_allocation_stays ON ledger_allocation;
CREATE TRIGGER ledger_allocation_stays BEFORE UPDATE OR DELETE ON ledger_allocation
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
DROP TRIGGER ledger_release_stays ON ledger_release;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0014_release"), ("entitlements", "0015_stops_stay")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
