"""Change the sealing key, and seal anew what older keys or another suite sealed.

What is sealed names its key, so old and new lie side by side while this goes on, in steps of which
each is a transaction. A run that was killed is simply started again: it looks for what is left.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction
from psycopg import sql

from yulin.access.actions.journal import record
from yulin.access.fields import SealedField
from yulin.access.keys import vault
from yulin.access.models import User
from yulin.vault.keys import new_ring, write_ring
from yulin.vault.vault import Vault

AT_ONCE = 1_000
Progress = Callable[[str, int, int], None]
"""Told what is sealed anew, how much of it is done, and how much there is."""

OTHERS: dict[str, Callable[[Vault], Iterator[bool]]] = {}
"""Sealed things that are no columns: each yields, for each thing, whether it was sealed anew."""


def make_first_keys() -> None:
    """Make the key file of a site that holds no data. Raises FileExistsError where there is one."""
    path = settings.YULIN_KEYS
    if path.exists():
        raise FileExistsError(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_ring(new_ring(), path)


def rotate_keys(*, acting_user: User | None) -> int:
    """Add a sealing key, which seals from now on; its number. Numbers stay findable as before."""
    ring = vault().ring.rotated()
    with transaction.atomic():
        record(acting_user=acting_user, action="access.key.rotate", data={"key": ring.newest})
        write_ring(ring, settings.YULIN_KEYS)
    return ring.newest


@dataclass(frozen=True, kw_only=True)
class Resealed:
    """How many were sealed anew, by what they are."""

    counts: dict[str, int]


def reseal(*, acting_user: User | None, progress: Progress | None = None) -> Resealed:
    """Seal anew everything that an older key or another suite sealed."""
    tell = progress or _silent
    counts: dict[str, int] = {}
    for field in sealed_fields():
        counts[_name(field)] = _reseal_column(field, tell)
    for name, step in OTHERS.items():
        counts[name] = _reseal_others(name, step, tell)
    made = {name: count for name, count in counts.items() if count}
    if made:
        record(
            acting_user=acting_user,
            action="access.key.reseal",
            data={"key": vault().ring.newest, "counts": made},
        )
    return Resealed(counts=counts)


def sealed_fields() -> list[SealedField]:
    """Every sealed column of the program."""
    return [
        field
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if isinstance(field, SealedField)
    ]


def left_to_reseal(field: SealedField) -> int:
    """How many values of a column are not sealed by today's key and suite."""
    with connection.cursor() as cursor:
        cursor.execute(_statement(_LEFT, field), [_header()])
        return int(cursor.fetchone()[0])


def _silent(step: str, done: int, total: int) -> None:
    """Nobody watches."""


def _name(field: models.Field) -> str:
    return f"{field.model._meta.label_lower}.{field.name}"


def _header() -> bytes:
    """What begins everything that today's key and suite seal."""
    return vault().seal("", "any")[:3]


def _reseal_column(field: SealedField, tell: Progress) -> int:
    done, last, total = 0, 0, left_to_reseal(field)
    while rows := _next(field, last):
        with transaction.atomic():
            done += sum(_reseal_row(field, key, old) for key, old in rows)
        last = rows[-1][0]
        tell(_name(field), done, max(done, total))
    return done


def _next(field: SealedField, last: int) -> list[tuple[int, bytes]]:
    with connection.cursor() as cursor:
        cursor.execute(_statement(_NEXT, field), [_header(), last, AT_ONCE])
        return [(key, bytes(old)) for key, old in cursor.fetchall()]


def _reseal_row(field: SealedField, key: int, old: bytes) -> int:
    """Only if it is still what was read: a change made meanwhile is sealed by today's key."""
    sealing = vault()
    new = sealing.seal(sealing.open(old, field.purpose), field.purpose)
    with connection.cursor() as cursor:
        cursor.execute(_statement(_SET, field), [new, key, old])
        return int(cursor.rowcount)


def _reseal_others(name: str, step: Callable[[Vault], Iterator[bool]], tell: Progress) -> int:
    done = 0
    for resealed in step(vault()):
        done += resealed
        tell(name, done, done)
    return done


def _statement(text: sql.SQL, field: SealedField) -> Any:
    meta = field.model._meta
    return text.format(
        table=sql.Identifier(meta.db_table),
        column=sql.Identifier(field.column),
        key=sql.Identifier(meta.pk.column),
    )


_LEFT = sql.SQL(
    "SELECT count(*) FROM {table} WHERE {column} IS NOT NULL AND substring({column}, 1, 3) <> %s"
)
_NEXT = sql.SQL(
    "SELECT {key}, {column} FROM {table} "
    "WHERE substring({column}, 1, 3) <> %s AND {key} > %s ORDER BY {key} LIMIT %s"
)
_SET = sql.SQL("UPDATE {table} SET {column} = %s WHERE {key} = %s AND {column} = %s")
