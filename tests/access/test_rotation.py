"""Keys change while the site runs, and a run that was killed goes on where it stopped."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from yulin.access.actions import keys
from yulin.access.actions.keys import left_to_reseal, reseal, rotate_keys, sealed_fields
from yulin.access.keys import vault
from yulin.access.models import JournalEntry
from yulin.registry.models import Person
from yulin.vault.keys import read_ring

NUMBERS = [f"PASS{n:05}" for n in range(25)]
FIELD = "registry.person.number"


@pytest.fixture
def path(settings, tmp_path):
    settings.YULIN_KEYS = tmp_path / "keys.json"
    settings.YULIN_KEYS_MADE_HERE = True
    settings.YULIN_VAR = tmp_path
    return settings.YULIN_KEYS


@pytest.fixture
def people(path, db):
    return Person.objects.bulk_create(Person(number=number) for number in NUMBERS)


@pytest.fixture
def number():
    return next(f for f in sealed_fields() if f.model is Person)


def opened():
    return [person.number.open() for person in Person.objects.order_by("pk")]


def test_a_new_key_seals_everything_anew(people, path, number):
    before = set(Person.objects.values_list("number_index", flat=True))
    told = []
    assert rotate_keys(acting_user=None) == 2
    assert left_to_reseal(number) == 25
    done = reseal(acting_user=None, progress=lambda *step: told.append(step))
    assert done.counts[FIELD] == 25
    assert told == [(FIELD, 25, 25)]
    assert left_to_reseal(number) == 0
    assert opened() == NUMBERS
    assert all(vault().is_current(person.number.sealed) for person in Person.objects.all())
    assert set(Person.objects.values_list("number_index", flat=True)) == before
    assert Person.objects.by_number(NUMBERS[3]) == people[3]
    assert [(e.action, e.data) for e in JournalEntry.objects.order_by("id")] == [
        ("access.key.rotate", {"key": 2}),
        ("access.key.reseal", {"key": 2, "counts": {FIELD: 25}}),
    ]


def test_again_there_is_nothing_to_do(people, number):
    assert reseal(acting_user=None).counts[FIELD] == 0
    assert JournalEntry.objects.count() == 0


def test_to_the_national_suite_and_back(people, settings, number):
    settings.YULIN_SEALING = "national"
    assert reseal(acting_user=None).counts[FIELD] == 25
    assert {person.number.sealed[0] for person in Person.objects.all()} == {2}
    assert opened() == NUMBERS
    settings.YULIN_SEALING = "international"
    assert reseal(acting_user=None).counts[FIELD] == 25
    assert opened() == NUMBERS


def test_a_killed_run_goes_on_where_it_stopped(people, number, monkeypatch):
    monkeypatch.setattr(keys, "AT_ONCE", 10)
    rotate_keys(acting_user=None)

    class Killed(BaseException):
        pass

    def die(_step, done, _total):
        if done >= 20:
            raise Killed

    with pytest.raises(Killed):
        reseal(acting_user=None, progress=die)
    assert left_to_reseal(number) == 5
    assert opened() == NUMBERS
    told = []
    assert reseal(acting_user=None, progress=lambda *s: told.append(s)).counts[FIELD] == 5
    assert told == [(FIELD, 5, 5)]
    assert opened() == NUMBERS


def test_what_changed_meanwhile_is_left_alone(people, number):
    rotate_keys(acting_user=None)
    person = Person.objects.first()
    old = person.number.sealed
    person.number = "PASS99999"
    person.save()
    assert keys._reseal_row(number, person.pk, old) == 0
    assert Person.objects.first().number.open() == "PASS99999"


def test_the_command(people, path):
    out, err = StringIO(), StringIO()
    call_command("rotate_keys", stdout=out, stderr=err)
    assert "Key 2 seals from now on." in out.getvalue()
    assert f"{FIELD}: 25 sealed anew" in out.getvalue()
    assert f"{FIELD} 25/25" in err.getvalue()
    out = StringIO()
    call_command("rotate_keys", "--resume", stdout=out, stderr=err)
    assert f"{FIELD}: 0 sealed anew" in out.getvalue()
    assert read_ring(path).newest == 2


def test_the_first_keys_of_a_real_site(path, settings, db):
    settings.YULIN_KEYS_MADE_HERE = False
    with pytest.raises(CommandError, match="there is no key file at"):
        call_command("rotate_keys", stdout=StringIO())
    call_command("rotate_keys", "--first", stdout=StringIO())
    made = read_ring(path)
    with pytest.raises(CommandError, match="there is a key file already"):
        call_command("rotate_keys", "--first", stdout=StringIO())
    assert read_ring(path) == made
