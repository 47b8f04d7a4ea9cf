"""No change of a table of record commits without a journal entry in its own transaction."""

import pytest
from django.db import IntegrityError, connection, transaction

from tests.registry.builders import ANNA, load
from yulin.access.actions.journal import record
from yulin.access.models import JournalEntry
from yulin.registry.models import (
    FACT_MODELS,
    CorrectionRequest,
    Coverage,
    IdentityLink,
    NameChange,
    PersonFact,
)

RECORDS = (*FACT_MODELS, Coverage, CorrectionRequest, IdentityLink, NameChange)

pytestmark = pytest.mark.django_db(transaction=True)


def execute(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_every_table_of_record_asks_for_a_witness():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'access_witnessed'"
        )
        guarded = {name for (name,) in cursor.fetchall() if name.startswith("registry_")}
    assert guarded == {model._meta.db_table for model in RECORDS}


@pytest.mark.parametrize("model", RECORDS)
def test_a_statement_without_an_entry_does_not_commit(model):
    """A statement that meets no row is enough to be asked, so each table is tried empty."""
    with pytest.raises(
        IntegrityError, match=f"a change of {model._meta.db_table} without a journal"
    ):
        execute(f"DELETE FROM {model._meta.db_table}")


def test_a_change_behind_the_programs_back_is_undone():
    load(人员=[{"证件号": ANNA}])
    before = PersonFact.objects.values().get()
    with pytest.raises(IntegrityError, match="without a journal entry"):
        execute("UPDATE registry_personfact SET name = '别人'")
    assert PersonFact.objects.values().get() == before


def test_an_entry_that_was_taken_back_is_no_witness():
    load(人员=[{"证件号": ANNA}])
    entries = JournalEntry.objects.count()
    with pytest.raises(IntegrityError, match="without a journal entry"), transaction.atomic():
        with transaction.atomic():
            record(acting_user=None, action="a.b.c")
            transaction.set_rollback(True)
        execute("UPDATE registry_personfact SET name = '别人'")
    assert PersonFact.objects.get().name != "别人"
    assert JournalEntry.objects.count() == entries


def test_an_entry_of_the_same_transaction_is_and_one_in_a_part_of_it():
    load(人员=[{"证件号": ANNA}])
    with transaction.atomic():
        execute("UPDATE registry_personfact SET name = '甲'")
        with transaction.atomic():
            record(acting_user=None, action="a.b.c")
    assert PersonFact.objects.get().name == "甲"
    with pytest.raises(IntegrityError, match="without a journal entry"):
        execute("UPDATE registry_personfact SET name = '乙'")  # that one was another's
    assert PersonFact.objects.get().name == "甲"
