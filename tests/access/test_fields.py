"""A sealed field: what is stored, what is shown, and how it is found."""

import copy
import json
import pickle

import pytest
from django.core.exceptions import FieldError
from django.db import IntegrityError, connection, transaction

from yulin.access.fields import Sealed, hidden
from yulin.access.keys import vault
from yulin.registry.models import Person

NUMBER = "11010519491231002X"
OTHER = "440524188001010014"


@pytest.fixture
def anna(db):
    return Person.objects.create(number=NUMBER)


def stored(anna):
    with connection.cursor() as cursor:
        cursor.execute("SELECT number, number_index FROM registry_person WHERE id = %s", [anna.pk])
        return tuple(map(bytes, cursor.fetchone()))


def test_the_database_holds_sealed_bytes_and_an_index(anna):
    sealed, index = stored(anna)
    assert len(sealed) == 18 + 31
    assert vault().open(sealed, "person.number") == NUMBER
    assert index == vault().index(NUMBER, "person.number")
    assert NUMBER.encode() not in sealed + index


def test_an_object_opens_only_on_purpose(anna):
    for person in (anna, Person.objects.get(), Person(number=NUMBER), copy.deepcopy(anna)):
        assert person.number.open() == NUMBER
        assert person.number.masked == "1101************2X"
        assert person.masked_number == "1101************2X"
        assert f"{person.number} {person.number!r} {person.number!s:>9}" == (
            "<sealed person.number> <sealed person.number> <sealed person.number>"
        )
        said = repr(person.__dict__) + repr(pickle.dumps(person))
        assert NUMBER not in said
    with pytest.raises(TypeError):
        json.dumps(anna.number)


def test_equal_when_the_texts_are_and_never_a_text():
    one, same = Person(number=NUMBER).number, Person(number=" 11010519491231002x").number
    other = Person(number=OTHER).number
    assert one == same
    assert one.sealed != same.sealed
    assert len({one, same, other}) == 2
    assert one != other
    assert one != NUMBER
    assert Sealed(one.sealed, purpose="person.phone") != one


def test_found_through_its_index(anna):
    Person.objects.create(number=OTHER)
    assert Person.objects.get(number=NUMBER) == anna
    assert Person.objects.get(number="１１010519491231002x") == anna
    assert Person.objects.get(number=anna.number) == anna
    assert list(Person.objects.filter(number__in=[NUMBER, "x"])) == [anna]
    assert list(Person.objects.filter(number__in=[])) == []
    assert Person.objects.exclude(number=NUMBER).get().number.open() == OTHER
    assert Person.objects.filter(number=None).count() == 0
    assert Person.objects.by_number(NUMBER) == anna
    query = Person.objects.filter(number=NUMBER)
    assert NUMBER not in str(query.query)
    assert '"number_index" = ' in str(query.query)


@pytest.mark.parametrize("lookup", ["contains", "gt", "startswith", "regex", "iexact", "range"])
def test_nothing_but_equality_can_be_asked(db, lookup):
    with pytest.raises(FieldError, match="number is sealed: only equality can be asked"):
        Person.objects.filter(**{f"number__{lookup}": NUMBER})


def test_the_index_follows_the_number(anna):
    anna.number = OTHER
    anna.save()
    assert Person.objects.get(number=OTHER) == anna
    assert not Person.objects.filter(number=NUMBER).exists()
    refused = pytest.raises(TypeError, match="its index would be left behind")
    with refused, transaction.atomic():
        Person.objects.update(number=NUMBER)
    assert Person.objects.get().number.open() == OTHER


def test_one_number_one_person(anna):
    with pytest.raises(IntegrityError, match="number_index"), transaction.atomic():
        Person.objects.create(number=NUMBER)
    with pytest.raises(IntegrityError, match="number_index"), transaction.atomic():
        Person.objects.bulk_create([Person(number=f" {NUMBER}")])
    assert Person.objects.count() == 1


def test_a_blank_number_is_refused(db):
    with pytest.raises(IntegrityError, match="number_not_blank"), transaction.atomic():
        Person.objects.create(number="  ")
    with pytest.raises((IntegrityError, AttributeError)), transaction.atomic():
        Person.objects.create()
    assert Person.objects.count() == 0


def test_without_a_mask_nothing_shows():
    assert Sealed(vault().seal("x" * 30, "p"), purpose="p").masked == hidden("") == "******"
