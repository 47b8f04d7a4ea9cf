"""Texts and releases are kept for ever, and nobody approves what they wrote, whoever asks."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION programmes_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is kept for ever: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER programmes_document_stays
    BEFORE UPDATE OR DELETE ON programmes_policydocument
    FOR EACH ROW EXECUTE FUNCTION programmes_refuse_change();
CREATE TRIGGER programmes_release_stays
    BEFORE UPDATE OR DELETE ON programmes_release
    FOR EACH ROW EXECUTE FUNCTION programmes_refuse_change();
CREATE TRIGGER programmes_draftsave_stays
    BEFORE UPDATE OR DELETE ON programmes_draftsave
    FOR EACH ROW EXECUTE FUNCTION programmes_refuse_change();

CREATE FUNCTION programmes_refuse_own_release() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM programmes_draftsave
        WHERE draft_id = NEW.draft_id AND saved_by_id = NEW.approver_id
    ) THEN
        RAISE EXCEPTION 'whoever wrote a part of a text does not approve it'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'programmes_release_second_person';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER programmes_release_second_person
    BEFORE INSERT ON programmes_release
    FOR EACH ROW EXECUTE FUNCTION programmes_refuse_own_release();
"""

BACKWARD = """
DROP TRIGGER programmes_release_second_person ON programmes_release;
DROP FUNCTION programmes_refuse_own_release();
DROP TRIGGER programmes_draftsave_stays ON programmes_draftsave;
DROP TRIGGER programmes_release_stays ON programmes_release;
DROP TRIGGER programmes_document_stays ON programmes_policydocument;
DROP FUNCTION programmes_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("programmes", "0002_studio")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
