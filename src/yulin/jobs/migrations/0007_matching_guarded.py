"""Who sees what matching keeps, and which way weights may go."""

from django.db import migrations

from yulin.access.row_policies import HIGH, in_region, own, protect

AUDITOR = "(SELECT access_setting('all')) IS NOT NULL"
WRITER = "(SELECT access_setting('writes')) IS NOT NULL"
#: an officer of anywhere: nothing in the row is about anybody
OFFICER = f"{HIGH} > 0"


def read_only(table: str, seen: str) -> str:
    """Statements that let requests read some rows and write none: the program writes them."""
    return f"""
    ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
    CREATE POLICY yulin_read ON {table} FOR SELECT TO yulin_web USING ({AUDITOR} OR {seen});
    """


WEIGHTS = f"""
ALTER TABLE jobs_matchweights ENABLE ROW LEVEL SECURITY;
CREATE POLICY yulin_read ON jobs_matchweights FOR SELECT TO yulin_web USING ({AUDITOR} OR {OFFICER});
CREATE POLICY yulin_change ON jobs_matchweights FOR UPDATE TO yulin_web
    USING ({WRITER} AND {OFFICER});

CREATE FUNCTION jobs_matchweights_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE'
        OR (NEW.number, NEW.seeker, NEW.employer, NEW.report, NEW.learned_at, NEW.learned_by_id)
            IS DISTINCT FROM
            (OLD.number, OLD.seeker, OLD.employer, OLD.report, OLD.learned_at, OLD.learned_by_id)
        OR (NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
            ('proposed', 'adopted'), ('proposed', 'refused'), ('adopted', 'retired'),
            ('retired', 'adopted')
        ))
    THEN
        RAISE EXCEPTION 'weights stay as they were learned'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER jobs_matchweights_stay BEFORE UPDATE OR DELETE ON jobs_matchweights
    FOR EACH ROW EXECUTE FUNCTION jobs_matchweights_stay();
SELECT access_require_witness('jobs_matchweights');
"""
_OF_POST = (
    "EXISTS (SELECT FROM jobs_post AS post WHERE post.id = jobs_postfit.post_id"
    f" AND {in_region('post.division')})"
)


class Migration(migrations.Migration):
    dependencies = [("jobs", "0006_matching")]

    operations = [
        migrations.RunSQL(statements)
        for statements in (
            protect("jobs_matchsetting", own()),
            protect("jobs_notforme", own()),
            protect("jobs_matchshown", own()),
            WEIGHTS,
            read_only("jobs_matchvocabulary", "false"),
            read_only("jobs_postfit", _OF_POST),
            read_only("jobs_districtfit", in_region("division")),
        )
    ]
