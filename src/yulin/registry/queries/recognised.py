"""Whom a number belongs to, asked at the door: before anybody is signed in."""

from yulin.access.row_security import as_the_program
from yulin.registry.models import Person


def key_of_number(number: str) -> str | None:
    """The person's key for an account, where the register knows them; the number goes no further.

    Asked by signing in alone, with a number that the single sign-on has vouched for: there is no user
    yet whose sight could be asked about.
    """
    with as_the_program():
        person = Person.objects.by_number(number)
        return str(person.stands_for.uuid) if person else None
