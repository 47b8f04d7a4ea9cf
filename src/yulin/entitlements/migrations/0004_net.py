from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('entitlements', '0003_changes'),
    ]

    operations = [
        migrations.AddField(
            model_name='decision',
            name='net',
            field=models.BigIntegerField(null=True, verbose_name='实得（分）'),
        ),
        # Until now nothing was deducted and nothing was cut at a joint cap.
        migrations.RunSQL(
            "UPDATE entitlements_decision SET net = total WHERE status = 3 AND displaced_by = ''",
            migrations.RunSQL.noop,
        ),
    ]
