"""Name changes change with a journal entry only, and are seen where their person is."""

from django.db import migrations

FORWARD = """
SELECT access_require_witness('registry_namechange');
SELECT access_protect('registry_namechange', $$
    EXISTS (SELECT FROM registry_person AS one WHERE one.id = registry_namechange.person_id)
$$);
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0012_name_changes"), ("access", "0006_row_security")]

    operations = [migrations.RunSQL(FORWARD)]
