import pytest
from django.db import models

from yulin.facts import schema
from yulin.registry.models import FACT_MODELS, MODEL_OF, Fact

STORED_AS = {
    "id": models.ForeignKey,
    "code": models.ForeignKey,
    "text": models.TextField,
    "date": models.DateField,
    "month": models.DateField,
    "number": models.BigIntegerField,
    "yes": models.BooleanField,
    "label": models.PositiveSmallIntegerField,
    "division": models.PositiveIntegerField,
}
OWN = {field.name for field in Fact._meta.get_fields()}


def stored_name(column):
    """A number points to whom it names: person_id is stored as person."""
    if not column.names:
        return column.field
    return column.field.removesuffix("_id").removesuffix("_code")


def test_every_table_has_one_model_in_the_tables_order():
    assert [model.TABLE for model in FACT_MODELS] == list(schema.TABLES)
    assert list(MODEL_OF) == list(schema.BY_NAME)


@pytest.mark.parametrize("model", FACT_MODELS, ids=lambda model: model.__name__)
def test_a_model_has_its_tables_columns_and_no_others_in_their_order(model):
    fields = [f.name for f in model._meta.concrete_fields if f.name not in OWN]
    assert fields == [stored_name(c) for c in model.TABLE.columns]


@pytest.mark.parametrize(
    ("model", "column"),
    [
        pytest.param(m, c, id=f"{m.__name__}.{c.field}")
        for m in FACT_MODELS
        for c in m.TABLE.columns
    ],
)
def test_a_column_is_stored_as_its_kind_says(model, column):
    field = model._meta.get_field(stored_name(column))
    # a code that names no organisation points nowhere
    assert type(field) is (models.TextField if column.own_code else STORED_AS[column.kind])
    assert field.null == (not column.required and column.blank == "unknown")
    assert str(field.verbose_name) == column.name
    assert (field.default == schema.OPEN_END) == (column.blank == "open")
    if column.names:
        target = {"人员": "Person", "单位": "Employer"}[column.names]
        assert field.related_model.__name__ == target


def test_only_one_column_in_the_database_holds_document_numbers(db):
    """What is sealed: registry_person.number; and nothing repeats it."""
    names = {"number", "person_number", "id_number", "证件号"}
    held = {
        f"{model.__name__}.{field.name}"
        for model in Fact.__subclasses__()
        for field in model._meta.concrete_fields
        if field.name in names
    }
    assert held == {"Certificate.number"}  # the certificate's own
