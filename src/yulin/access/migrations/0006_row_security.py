"""The role of requests, and what row policies ask: who acts, and may they see and change?"""

from django.db import migrations

FORWARD = """
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'yulin_web') THEN
        CREATE ROLE yulin_web NOLOGIN;
        EXECUTE format('GRANT yulin_web TO %I', current_user);
    END IF;
EXCEPTION WHEN insufficient_privilege THEN
    RAISE EXCEPTION 'the role yulin_web is missing'
        USING HINT = 'As a superuser: CREATE ROLE yulin_web NOLOGIN; GRANT yulin_web TO the owner.';
END
$$;

GRANT USAGE ON SCHEMA public TO yulin_web;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO yulin_web;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO yulin_web;
ALTER DEFAULT PRIVILEGES IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO yulin_web;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO yulin_web;
-- The journal is added to and read; its chain and anchors are the owner's.
REVOKE UPDATE, DELETE ON access_journalentry FROM yulin_web;
REVOKE INSERT, UPDATE, DELETE ON access_journallink, access_journalanchor, access_unwitnessed
    FROM yulin_web;

CREATE FUNCTION access_setting(name text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT nullif(current_setting('yulin.' || name, true), '')
$$;

-- Policies read: FOR SELECT what may be seen, FOR ALL what may be changed of it.
CREATE FUNCTION access_protect(named regclass, sees text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    auditor text := '(SELECT access_setting(''all'')) IS NOT NULL';
    writer text := '(SELECT access_setting(''writes'')) IS NOT NULL';
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', named);
    EXECUTE format(
        'CREATE POLICY yulin_read ON %s FOR SELECT TO yulin_web USING (%s OR %s)',
        named, auditor, sees
    );
    EXECUTE format(
        'CREATE POLICY yulin_add ON %s FOR INSERT TO yulin_web WITH CHECK (%s AND (%s))',
        named, writer, sees
    );
    EXECUTE format(
        'CREATE POLICY yulin_change ON %s FOR UPDATE TO yulin_web USING (%s AND (%s))',
        named, writer, sees
    );
    EXECUTE format(
        'CREATE POLICY yulin_remove ON %s FOR DELETE TO yulin_web USING (%s AND (%s))',
        named, writer, sees
    );
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0005_sign_in")]

    operations = [migrations.RunSQL(FORWARD)]
