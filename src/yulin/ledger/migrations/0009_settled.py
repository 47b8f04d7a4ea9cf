"""What was found out of a doubtful answer stays; a refusal may turn out to be a late payment."""

from django.db import migrations

_STEPS = """
        ('prepared', 'cancelled'), ('prepared', 'sent'), ('sent', 'paid'), ('sent', 'refused'),
        ('sent', 'unclear'), ('unclear', 'paid'), ('unclear', 'refused'), ('paid', 'bounced')"""


def payment_is_frozen(steps: str) -> str:
    return f"""
CREATE OR REPLACE FUNCTION ledger_payment_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
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
    IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN ({steps}
    ) THEN
        RAISE EXCEPTION 'a payment does not go from % to %', OLD.state, NEW.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_payment_step';
    END IF;
    RETURN NEW;
END
$$;
"""


FORWARD = """
CREATE FUNCTION ledger_settlement_is_decided_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.agreed IS NOT NULL
        OR (NEW.reply_id, NEW.verdict, NEW.reason, NEW.asked_by_id)
            IS DISTINCT FROM (OLD.reply_id, OLD.verdict, OLD.reason, OLD.asked_by_id)
    THEN
        RAISE EXCEPTION 'a settlement is decided once and otherwise stays'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER ledger_settlement_decided_once BEFORE UPDATE OR DELETE ON ledger_settlement
    FOR EACH ROW EXECUTE FUNCTION ledger_settlement_is_decided_once();
SELECT access_require_witness('ledger_settlement');
"""

BACKWARD = """
DROP TRIGGER access_witnessed ON ledger_settlement;
DROP TRIGGER ledger_settlement_decided_once ON ledger_settlement;
DROP FUNCTION ledger_settlement_is_decided_once();
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0008_settlements")]

    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.RunSQL(
            payment_is_frozen(f"{_STEPS}, ('refused', 'paid')"), payment_is_frozen(_STEPS)
        ),
    ]
