"""What must stay true of money, whoever writes: kept by the database itself.

Postings and entries are only added; an entry comes with its posting or not at all; a posting moves the
same sum out of one account and into another of the same line, the two that its movement names; a
balance is the sum of its entries and is written by nobody else.
"""

from django.db import migrations

FLOWS = (
    ("grant", "granted", "available"),
    ("cut", "available", "granted"),
    ("reserve", "available", "reserved"),
    ("release", "reserved", "available"),
    ("send", "reserved", "sent"),
    ("settle", "sent", "paid"),
    ("refuse", "sent", "reserved"),
    ("bounce", "paid", "reserved"),
    ("claim", "paid", "to_recover"),
    ("drop_claim", "to_recover", "paid"),
    ("recover", "to_recover", "available"),
    ("write_off", "to_recover", "written_off"),
)
_ROWS = ", ".join(f"('{m}', '{source}', '{target}')" for m, source, target in FLOWS)

FORWARD = f"""
CREATE TABLE ledger_flow (
    movement varchar(12) PRIMARY KEY, source varchar(12) NOT NULL, target varchar(12) NOT NULL
);
INSERT INTO ledger_flow VALUES {_ROWS};

CREATE FUNCTION ledger_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER ledger_posting_append_only BEFORE UPDATE OR DELETE ON ledger_posting
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER ledger_entry_append_only BEFORE UPDATE OR DELETE ON ledger_entry
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER ledger_flow_fixed BEFORE INSERT OR UPDATE OR DELETE ON ledger_flow
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER ledger_posting_not_emptied BEFORE TRUNCATE ON ledger_posting
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER ledger_entry_not_emptied BEFORE TRUNCATE ON ledger_entry
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();

CREATE FUNCTION ledger_keep_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- a fixed order of locks, so that two who post at once wait instead of dying
    PERFORM 1 FROM ledger_account
        WHERE id IN (SELECT account_id FROM added) ORDER BY id FOR UPDATE;
    UPDATE ledger_account AS held SET balance = held.balance + moved.amount
        FROM (SELECT account_id, sum(amount) AS amount FROM added GROUP BY account_id) AS moved
        WHERE held.id = moved.account_id;
    IF EXISTS (
        SELECT 1 FROM added JOIN ledger_posting ON ledger_posting.id = added.posting_id
        WHERE ledger_posting.made_in <> txid_current()
    ) THEN
        RAISE EXCEPTION 'an entry comes with its posting, never later'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_entry_with_posting';
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER ledger_entry_keeps_balance AFTER INSERT ON ledger_entry
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_keep_balance();

CREATE FUNCTION ledger_refuse_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.balance = 0 THEN RETURN NEW; END IF;
    ELSIF pg_trigger_depth() > 1 AND (NEW.line_id, NEW.kind) = (OLD.line_id, OLD.kind) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a balance is the sum of its entries: % refused', TG_OP
        USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER ledger_account_balance BEFORE INSERT OR UPDATE ON ledger_account
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_balance();

CREATE FUNCTION ledger_posting_moves() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    lines integer;
    wrong integer;
BEGIN
    SELECT count(*), count(*) FILTER (WHERE NOT (total = 0 AND sides = 2 AND fits))
        INTO lines, wrong
        FROM (
            SELECT sum(entry.amount) AS total, count(*) AS sides,
                bool_and(
                    (account.kind = flow.source AND entry.amount < 0)
                    OR (account.kind = flow.target AND entry.amount > 0)
                ) AS fits
            FROM ledger_entry AS entry
            JOIN ledger_account AS account ON account.id = entry.account_id
            JOIN ledger_flow AS flow ON flow.movement = NEW.movement
            WHERE entry.posting_id = NEW.id
            GROUP BY account.line_id
        ) AS line;
    IF lines = 0 OR wrong > 0 THEN
        RAISE EXCEPTION 'posting % does not move the same sum between the accounts of %',
            NEW.id, NEW.movement
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_posting_balanced';
    END IF;
    RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER ledger_posting_balanced AFTER INSERT ON ledger_posting
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION ledger_posting_moves();
"""

BACKWARD = """
DROP TRIGGER ledger_posting_balanced ON ledger_posting;
DROP FUNCTION ledger_posting_moves();
DROP TRIGGER ledger_account_balance ON ledger_account;
DROP FUNCTION ledger_refuse_balance();
DROP TRIGGER ledger_entry_keeps_balance ON ledger_entry;
DROP FUNCTION ledger_keep_balance();
DROP TRIGGER ledger_entry_not_emptied ON ledger_entry;
DROP TRIGGER ledger_posting_not_emptied ON ledger_posting;
DROP TRIGGER ledger_flow_fixed ON ledger_flow;
DROP TRIGGER ledger_entry_append_only ON ledger_entry;
DROP TRIGGER ledger_posting_append_only ON ledger_posting;
DROP FUNCTION ledger_refuse_change();
DROP TABLE ledger_flow;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
