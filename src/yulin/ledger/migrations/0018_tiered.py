"""A batch over the figure of its region is handed over with a second approval alone."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION ledger_limit_on(asked integer, day date) RETURNS numeric LANGUAGE sql STABLE AS $$
    SELECT coalesce(min(latest."limit"), 100000.00) FROM (
        SELECT DISTINCT ON (tier.region) tier."limit" FROM ledger_tier AS tier
        WHERE tier.agreed AND tier.from_on <= day
            AND tier.region IN (asked, asked / 100 * 100, asked / 10000 * 10000)
        ORDER BY tier.region, tier.from_on DESC, tier.id DESC
    ) AS latest
$$;

CREATE FUNCTION ledger_batch_is_seconded() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    inside numeric := (
        SELECT coalesce(sum(amount), 0) FROM ledger_payment
        WHERE batch_id = NEW.id AND state <> 'cancelled'
    );
BEGIN
    IF NEW.second_by_id IS NULL AND greatest(NEW.total, inside)
        > ledger_limit_on(NEW.region::integer, (now() AT TIME ZONE 'Asia/Shanghai')::date)
    THEN
        RAISE EXCEPTION 'batch % is over what one may approve: second approval is missing', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_batch_seconded';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER ledger_batch_seconded BEFORE UPDATE OF state ON ledger_batch
    FOR EACH ROW WHEN (NEW.state = 'filed' AND OLD.state <> 'filed')
    EXECUTE FUNCTION ledger_batch_is_seconded();

CREATE FUNCTION ledger_tier_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    answer text[] := ARRAY['agreed', 'decided_by_id', 'decided_at', 'remarks'];
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.agreed IS NULL
        AND to_jsonb(NEW) - answer = to_jsonb(OLD) - answer
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a figure is decided once and otherwise stays'
        USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER ledger_tier_stays BEFORE UPDATE OR DELETE ON ledger_tier
    FOR EACH ROW EXECUTE FUNCTION ledger_tier_stays();

SELECT access_require_witness('ledger_tier');
"""

BACKWARD = """
DROP TRIGGER access_witnessed ON ledger_tier;
DROP TRIGGER ledger_tier_stays ON ledger_tier;
DROP FUNCTION ledger_tier_stays();
DROP TRIGGER ledger_batch_seconded ON ledger_batch;
DROP FUNCTION ledger_batch_is_seconded();
DROP FUNCTION ledger_limit_on(integer, date);
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0017_tiers")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
