"""Who applied still reads a post of which new words wait to be looked at."""

from django.db import migrations

from yulin.access.row_policies import in_region, of_organisation, own

READ = f"""
DROP POLICY yulin_read ON jobs_post;
CREATE POLICY yulin_read ON jobs_post FOR SELECT TO yulin_web USING (
    (SELECT access_setting('all')) IS NOT NULL
    OR (published_at IS NOT NULL AND state NOT IN ('draft', 'waiting', 'refused'))
    OR {of_organisation("employer_id")} OR {in_region("division")}
    OR EXISTS (
        SELECT FROM jobs_application AS sent
        WHERE sent.post_id = jobs_post.id AND {own("sent.person_id")}
    )
);
"""

class Migration(migrations.Migration):
    dependencies = [("jobs", "0002_guarded")]

    operations = [migrations.RunSQL(READ)]
