"""A number of 15 digits is kept as the 18 characters that it became: the same number is one person.

Where both forms are registered already the old row stays: it is among those that may be duplicates.
"""

from typing import Any

from django.db import migrations

from yulin.access.fields import OVERHEAD
from yulin.access.keys import vault
from yulin.codes.identity import OLD_LENGTH, canonical

PURPOSE = "person.number"


def upgrade(apps: Any, schema_editor: Any) -> None:
    opening = vault()
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, number FROM registry_person WHERE length(number) = %s",
            [OLD_LENGTH + OVERHEAD],
        )
        for key, sealed in cursor.fetchall():
            old = opening.open(bytes(sealed), PURPOSE)
            number = canonical(old)
            if number == old:
                continue
            index = opening.index(number, PURPOSE)
            cursor.execute(
                "UPDATE registry_person SET number = %s, number_index = %s WHERE id = %s "
                "AND NOT EXISTS (SELECT FROM registry_person WHERE number_index = %s)",
                [opening.seal(number, PURPOSE), index, key, index],
            )


class Migration(migrations.Migration):
    dependencies = [("registry", "0010_links_are_guarded")]

    operations = [migrations.RunPython(upgrade, migrations.RunPython.noop)]
