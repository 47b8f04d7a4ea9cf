"""Uploads are seen in their region."""

from django.db import migrations

from yulin.access.row_policies import in_region, protect


class Migration(migrations.Migration):
    dependencies = [("intake", "0001_initial"), ("access", "0006_row_security")]

    operations = [migrations.RunSQL(protect("intake_upload", in_region("region")))]
