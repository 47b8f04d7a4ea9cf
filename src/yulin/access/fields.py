"""Fields that hold secrets: sealed in the database, found by a blind index, opened on purpose."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import EmptyResultSet, FieldError
from django.db import models
from django.db.models.expressions import Col
from django.db.models.lookups import Exact, IsNull, Lookup
from django.db.models.query_utils import DeferredAttribute

from yulin.access.keys import vault

#: bytes that a sealed text is longer than the text: header, nonce and tag
OVERHEAD = 31
TextOf = Callable[[str], str]


def hidden(_text: str) -> str:
    """Show nothing, not even the length."""
    return "*" * 6


class Sealed:
    """A text that prints as nothing: `open()` gives it, `masked` what a page may show.

    Two are equal when their texts are; the text itself is never kept.
    """

    __slots__ = ("_mask", "purpose", "sealed")

    def __init__(self, sealed: bytes, *, purpose: str, mask: TextOf = hidden) -> None:
        self.sealed = sealed
        self.purpose = purpose
        self._mask = mask

    def open(self) -> str:
        """The text. Whoever calls this has asked who is looking, and journalled it where due."""
        return vault().open(self.sealed, self.purpose)

    @property
    def masked(self) -> str:
        return self._mask(self.open())

    @property
    def index(self) -> bytes:
        return vault().index(self.open(), self.purpose)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sealed) or self.purpose != other.purpose:
            return NotImplemented
        return self.sealed == other.sealed or self.index == other.index

    def __hash__(self) -> int:
        return hash(self.index)

    def __repr__(self) -> str:
        return f"<sealed {self.purpose}>"

    __str__ = __repr__

    def __format__(self, _specification: str) -> str:
        return repr(self)


class _SealedAttribute(DeferredAttribute):
    """Seals what is assigned, so that no object carries the text about."""

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = self.field.to_python(value)


class SealedField(models.Field):
    """Text, sealed. Compared through the field named by `index` alone, if it has one.

    `purpose` is authenticated with the text and never changes; `normalise` makes what is typed into
    what is stored, `mask` makes what a page shows.
    """

    descriptor_class = _SealedAttribute
    empty_strings_allowed = False

    def __init__(
        self,
        *args: Any,
        purpose: str,
        index: str = "",
        normalise: TextOf = str,
        mask: TextOf = hidden,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)
        self.purpose = purpose
        self.index = index
        self.normalise = normalise
        self.mask = mask

    def get_internal_type(self) -> str:
        return "BinaryField"

    def deconstruct(self) -> Any:
        """How it is shown and read is no business of the table's."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"purpose": self.purpose, "index": self.index}

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            text = self.normalise(value)
            return self._sealed(vault().seal(text, self.purpose))
        if isinstance(value, (bytes, memoryview)):
            return self._sealed(bytes(value))
        return value

    def from_db_value(self, value: Any, _expression: Any, _connection: Any) -> Sealed | None:
        return None if value is None else self._sealed(bytes(value))

    def _sealed(self, sealed: bytes) -> Sealed:
        return Sealed(sealed, purpose=self.purpose, mask=self.mask)

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, str):
            message = "set it on the object and save that: its index would be left behind"
            raise TypeError(message)
        return value.sealed if isinstance(value, Sealed) else value

    def index_of(self, value: Any) -> bytes:
        """The index under which a text is found."""
        return self.indexes_of([value]).pop()

    def indexes_of(self, values: Iterable[Any]) -> set[bytes]:
        """The same for many, the keys asked for once."""
        finding = vault()
        return {
            value.index
            if isinstance(value, Sealed)
            else finding.index(self.normalise(str(value)), self.purpose)
            for value in values
        }

    def value_to_string(self, obj: models.Model) -> str:
        raise TypeError("what is sealed is not written into fixtures")


class BlindIndexField(models.BinaryField):
    """The index of the sealed field that `of` names; follows it at every save."""

    def __init__(self, *args: Any, of: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.of = of

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"of": self.of}

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        secret = getattr(model_instance, self.of)
        index = None if secret is None else secret.index
        setattr(model_instance, self.attname, index)
        return index


class _ByIndex(Lookup):
    """Compares the indexes; what is looked for is hashed before a query holds it."""

    def get_db_prep_lookup(self, value: Any, connection: Any) -> Any:
        return value, []

    @property
    def field(self) -> SealedField:
        return self.lhs.output_field

    def column(self) -> Col:
        name = self.field.index
        if not name or not isinstance(self.lhs, Col):
            message = f"{self.field.name} is sealed and has no index to be found by"
            raise FieldError(message)
        return Col(self.lhs.alias, self.field.model._meta.get_field(name))


@SealedField.register_lookup
class SealedExact(_ByIndex):
    lookup_name = "exact"

    def get_prep_lookup(self) -> bytes:
        return self.field.index_of(self.rhs)

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return Exact(self.column(), self.rhs).as_sql(compiler, connection)


@SealedField.register_lookup
class SealedIn(_ByIndex):
    lookup_name = "in"

    def get_prep_lookup(self) -> list[bytes]:
        values: Iterable[Any] = self.rhs
        return sorted(self.field.indexes_of(values))

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """One array: a hundred thousand parameters of their own take a minute to plan."""
        if not self.rhs:
            raise EmptyResultSet
        column, params = compiler.compile(self.column())
        return f"{column} = ANY(%s::bytea[])", [*params, list(self.rhs)]


SealedField.register_lookup(IsNull)


def _refused(name: str) -> type[Lookup]:
    """Order and parts of a text cannot be seen through its seal."""

    class Refused(Lookup):
        lookup_name = name

        def get_prep_lookup(self) -> Any:
            raise FieldError(f"{self.lhs.output_field.name} is sealed: only equality can be asked")

    return Refused


for _name in sorted(set(models.Field.get_lookups()) - {"exact", "in", "isnull"}):
    SealedField.register_lookup(_refused(_name))
