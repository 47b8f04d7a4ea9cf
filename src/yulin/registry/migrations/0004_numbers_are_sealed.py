"""Seal the numbers that lie open, and leave none of them behind in the table's files."""

from typing import Any

import django.db.models.functions.text
import django.db.models.lookups
from django.db import migrations, models

import yulin.access.fields
from yulin.access.keys import vault

_AT_ONCE = 5_000


def seal(apps: Any, schema_editor: Any) -> None:
    purpose = "person.number"
    sealing = vault()
    last = 0
    with schema_editor.connection.cursor() as cursor:
        while rows := _next(cursor, last):
            values = [
                (key, sealing.seal(number, purpose), sealing.index(number, purpose))
                for key, number in rows
            ]
            cursor.executemany(
                "UPDATE registry_person SET sealed = %s, number_index = %s WHERE id = %s",
                [(sealed, index, key) for key, sealed, index in values],
            )
            last = rows[-1][0]


def _next(cursor: Any, last: int) -> list[tuple[int, str]]:
    cursor.execute(
        "SELECT id, number FROM registry_person WHERE id > %s ORDER BY id LIMIT %s",
        [last, _AT_ONCE],
    )
    return cursor.fetchall()


class Migration(migrations.Migration):
    dependencies = [("registry", "0003_family")]

    operations = [
        migrations.RemoveConstraint("person", "registry_person_number_not_blank"),
        migrations.AddField(
            "person",
            "number_index",
            yulin.access.fields.BlindIndexField(of="number", null=True, verbose_name="证件号索引"),
        ),
        migrations.AddField(
            "person",
            "sealed",
            yulin.access.fields.SealedField(
                purpose="person.number", index="number_index", null=True, verbose_name="证件号"
            ),
        ),
        migrations.RunPython(seal),
        migrations.RemoveField("person", "number"),
        migrations.RenameField("person", "sealed", "number"),
        migrations.AlterField(
            "person",
            "number",
            yulin.access.fields.SealedField(
                purpose="person.number",
                index="number_index",
                editable=False,
                verbose_name="证件号",
            ),
        ),
        migrations.AlterField(
            "person",
            "number_index",
            yulin.access.fields.BlindIndexField(
                of="number", unique=True, verbose_name="证件号索引"
            ),
        ),
        migrations.AddConstraint(
            "person",
            models.CheckConstraint(
                name="registry_person_number_not_blank",
                condition=django.db.models.lookups.GreaterThan(
                    django.db.models.functions.text.Length("number"), 31
                ),
                violation_error_message="证件号不能为空。",
            ),
        ),
        # A dropped column stays in the rows' bytes until they are written anew.
        migrations.RunSQL(
            "CLUSTER registry_person USING registry_person_pkey", migrations.RunSQL.noop
        ),
    ]
