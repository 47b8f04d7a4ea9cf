"""Tables of the facts that only policy documents declare."""

import datetime
import django.db.models.deletion
import django.db.models.functions.datetime
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0006_row_security'),
    ]

    operations = [
        migrations.CreateModel(
            name='EmployerToldFact',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='编号')),
                ('source', models.TextField(verbose_name='来源')),
                ('evidence', models.TextField(blank=True, verbose_name='凭据')),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='录入时间')),
                ('superseded_at', models.DateTimeField(blank=True, null=True, verbose_name='更正时间')),
                ('name', models.TextField(verbose_name='名称')),
                ('yes', models.BooleanField(null=True, verbose_name='是否')),
                ('figure', models.BigIntegerField(null=True, verbose_name='数值')),
                ('day', models.DateField(null=True, verbose_name='日期')),
                ('division', models.PositiveIntegerField(null=True, verbose_name='地区')),
                ('text', models.TextField(null=True, verbose_name='文字')),
                ('grounds', models.TextField(null=True, verbose_name='认定依据')),
                ('holds_from', models.DateField(verbose_name='起始日期')),
                ('holds_until', models.DateField(default=datetime.date(9999, 12, 31), verbose_name='截止日期')),
                ('batch', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.batch', verbose_name='录入批次')),
                ('employer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='told_facts', to='registry.employer', verbose_name='单位代码')),
                ('reporter', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='told_for_employers', to='registry.person', verbose_name='填报人证件号')),
            ],
            options={
                'verbose_name': '单位附加事实',
                'verbose_name_plural': '单位附加事实',
                'ordering': ['id'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('superseded_at__isnull', True), ('superseded_at__gt', models.F('recorded_at')), _connector='OR'), name='registry_employertoldfact_superseded_later', violation_error_message='更正时间应晚于录入时间。'), models.CheckConstraint(condition=models.Q(('holds_until__gte', models.F('holds_from'))), name='registry_employertoldfact_ends_later', violation_error_message='截止日期不能早于起始日期。')],
            },
        ),
        migrations.CreateModel(
            name='ToldFact',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='编号')),
                ('source', models.TextField(verbose_name='来源')),
                ('evidence', models.TextField(blank=True, verbose_name='凭据')),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='录入时间')),
                ('superseded_at', models.DateTimeField(blank=True, null=True, verbose_name='更正时间')),
                ('name', models.TextField(verbose_name='名称')),
                ('yes', models.BooleanField(null=True, verbose_name='是否')),
                ('figure', models.BigIntegerField(null=True, verbose_name='数值')),
                ('day', models.DateField(null=True, verbose_name='日期')),
                ('division', models.PositiveIntegerField(null=True, verbose_name='地区')),
                ('text', models.TextField(null=True, verbose_name='文字')),
                ('grounds', models.TextField(null=True, verbose_name='认定依据')),
                ('holds_from', models.DateField(verbose_name='起始日期')),
                ('holds_until', models.DateField(default=datetime.date(9999, 12, 31), verbose_name='截止日期')),
                ('batch', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.batch', verbose_name='录入批次')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='told_facts', to='registry.person', verbose_name='证件号')),
            ],
            options={
                'verbose_name': '附加事实',
                'verbose_name_plural': '附加事实',
                'ordering': ['id'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('superseded_at__isnull', True), ('superseded_at__gt', models.F('recorded_at')), _connector='OR'), name='registry_toldfact_superseded_later', violation_error_message='更正时间应晚于录入时间。'), models.CheckConstraint(condition=models.Q(('holds_until__gte', models.F('holds_from'))), name='registry_toldfact_ends_later', violation_error_message='截止日期不能早于起始日期。')],
            },
        ),
    ]
