"""The journal becomes a chain: every entry that commits holds the hash of all before it.

The chain grows at the very end of a transaction, under a lock that is held for the commit alone: an
entry asks for its link when deferred checks begin, and the link asks for its hash after every check
that was waiting, so that nobody who holds the chain waits for a row that somebody else holds.
"""

import django.db.models.deletion
import django.db.models.functions.comparison
from django.db import migrations, models

FORWARD = """
CREATE FUNCTION access_journal_content(entry access_journalentry) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT json_build_array(
        entry.id,
        to_char(entry.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        entry.actor_id, entry.action, entry.object_type, entry.object_id, entry.region,
        entry.data::text, encode(entry.mac, 'hex'), entry.transaction
    )::text
$$;

CREATE FUNCTION access_journal_ask_for_link() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO access_journallink (entry_id) VALUES (NEW.id);
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER access_journal_linked
    AFTER INSERT ON access_journalentry DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION access_journal_ask_for_link();

CREATE FUNCTION access_journal_link() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    before record;
    said text;
BEGIN
    PERFORM pg_advisory_xact_lock(5852162);  -- "YL", 2
    SELECT access_journal_content(entry) INTO STRICT said
    FROM access_journalentry AS entry WHERE entry.id = NEW.entry_id;
    SELECT seq, hash INTO before FROM access_journallink
    WHERE seq IS NOT NULL ORDER BY seq DESC LIMIT 1;
    before.seq := coalesce(before.seq, 0) + 1;
    UPDATE access_journallink SET seq = before.seq, hash = sha256(
        coalesce(before.hash, decode(repeat('00', 32), 'hex'))
        || convert_to(before.seq || ' ' || said, 'UTF8')
    )
    WHERE entry_id = NEW.entry_id;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER access_journallink_chained
    AFTER INSERT ON access_journallink DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION access_journal_link();

CREATE TRIGGER access_journallink_append_only
    BEFORE UPDATE ON access_journallink
    FOR EACH ROW WHEN (OLD.seq IS NOT NULL) EXECUTE FUNCTION access_journal_refuse_change();
CREATE TRIGGER access_journallink_not_removed
    BEFORE DELETE ON access_journallink
    FOR EACH ROW EXECUTE FUNCTION access_journal_refuse_change();
CREATE TRIGGER access_journallink_not_emptied
    BEFORE TRUNCATE ON access_journallink
    FOR EACH STATEMENT EXECUTE FUNCTION access_journal_refuse_change();
CREATE TRIGGER access_journalanchor_append_only
    BEFORE UPDATE OR DELETE ON access_journalanchor
    FOR EACH ROW EXECUTE FUNCTION access_journal_refuse_change();
CREATE TRIGGER access_journalanchor_not_emptied
    BEFORE TRUNCATE ON access_journalanchor
    FOR EACH STATEMENT EXECUTE FUNCTION access_journal_refuse_change();

-- Entries from before there was a chain begin it, in their order.
DO $$
DECLARE
    entry record;
BEGIN
    FOR entry IN SELECT id FROM access_journalentry ORDER BY id LOOP
        INSERT INTO access_journallink (entry_id) VALUES (entry.id);
    END LOOP;
    SET CONSTRAINTS ALL IMMEDIATE;
    SET CONSTRAINTS ALL DEFERRED;
END
$$;
"""

# A table of record says: no change of mine without an entry in the same transaction.
WITNESS = """
CREATE UNLOGGED TABLE access_unwitnessed (transaction bigint PRIMARY KEY, what text NOT NULL);

CREATE FUNCTION access_ask_for_witness() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO access_unwitnessed VALUES (pg_current_xact_id()::text::bigint, TG_TABLE_NAME)
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;

CREATE FUNCTION access_be_witnessed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    -- The age keeps an entry that was restored from another server's dump from bearing witness.
    IF NOT EXISTS (
        SELECT FROM access_journalentry AS entry
        WHERE entry.transaction = NEW.transaction
            AND entry.at > transaction_timestamp() - interval '10 minutes'
    ) THEN
        RAISE EXCEPTION 'a change of % without a journal entry', NEW.what
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    DELETE FROM access_unwitnessed WHERE transaction = NEW.transaction;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER access_unwitnessed_checked
    AFTER INSERT ON access_unwitnessed DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION access_be_witnessed();

CREATE FUNCTION access_require_witness(named regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format(
        'CREATE TRIGGER access_witnessed AFTER INSERT OR UPDATE OR DELETE ON %s '
        'FOR EACH STATEMENT EXECUTE FUNCTION access_ask_for_witness()', named
    );
END
$$;
"""

_TRANSACTION = django.db.models.functions.comparison.Cast(
    django.db.models.functions.comparison.Cast(
        models.Func(function="pg_current_xact_id", output_field=models.TextField()),
        models.TextField(),
    ),
    models.BigIntegerField(),
)


class Migration(migrations.Migration):
    dependencies = [("access", "0003_duties")]

    operations = [
        migrations.AddField(
            "journalentry", "mac", models.BinaryField(null=True, verbose_name="校验值")
        ),
        migrations.AddField(
            "journalentry",
            "transaction",
            models.BigIntegerField(db_default=_TRANSACTION, verbose_name="事务"),
        ),
        migrations.AddIndex(
            "journalentry",
            models.Index(fields=["transaction"], name="access_journal_transaction"),
        ),
        migrations.CreateModel(
            name="JournalLink",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="link",
                        serialize=False,
                        to="access.journalentry",
                        verbose_name="操作",
                    ),
                ),
                ("seq", models.BigIntegerField(null=True, unique=True, verbose_name="序号")),
                ("hash", models.BinaryField(null=True, verbose_name="链值")),
            ],
            options={"verbose_name": "日志链", "verbose_name_plural": "日志链"},
        ),
        migrations.CreateModel(
            name="JournalAnchor",
            fields=[
                (
                    "seq",
                    models.BigIntegerField(primary_key=True, serialize=False, verbose_name="条数"),
                ),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("hash", models.BinaryField(verbose_name="链值")),
                ("signature", models.BinaryField(verbose_name="签名")),
            ],
            options={
                "verbose_name": "日志锚点",
                "verbose_name_plural": "日志锚点",
                "ordering": ["seq"],
            },
        ),
        migrations.RunSQL(FORWARD),
        migrations.RunSQL(WITNESS),
    ]
