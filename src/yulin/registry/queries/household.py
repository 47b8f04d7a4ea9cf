"""Who lives with somebody and whom they are married to, as the register holds it or held it.

A household is not a row: it is who names the same 家庭编号, and spouses are who names whom. Each says
from whose record it is known.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from yulin.access.models import User
from yulin.access.row_security import as_the_program
from yulin.registry.enums import Kinship
from yulin.registry.models import Person, PersonFact
from yulin.registry.queries.aliases import aliases_at
from yulin.registry.queries.scope import access_person, visible_people


@dataclass(frozen=True, kw_only=True)
class Member:
    """Somebody of the family; of whom the user may not see, only the masked number is told."""

    kinship: Kinship
    person: Person
    name: str
    is_visible: bool
    #: the record that says so: the person's own, or the other's
    said_by: PersonFact

    @property
    def masked_number(self) -> str:
        return self.person.masked_number


def household_of(
    *, user: User, person: Person, known_on: datetime | None = None
) -> tuple[Member, ...]:
    """The family of somebody at a record moment, spouse first, in four queries however many they are.

    Raises Person.DoesNotExist for somebody whom the user may not see.
    """
    seen = access_person(user=user, uuid=person.uuid)
    aliases = aliases_at(known_on)
    own_keys = aliases.all_of([seen.pk])
    # Family may live in another region; of them only what is needed to name them is read.
    with as_the_program():
        records = PersonFact.objects.known_on(known_on).select_related("person", "batch")
        own = sorted(records.filter(person__in=own_keys), key=lambda f: f.person_id != seen.pk)
        spouses = [fact.spouse_id for fact in own if fact.spouse_id is not None]
        codes = [fact.household_code for fact in own if fact.household_code]
        others = list(
            records.filter(
                Q(spouse__in=own_keys) | Q(household_code__in=codes) | Q(person__in=spouses)
            )
            .exclude(person__in=own_keys)
            .order_by("id")
        )
        missing = set(spouses) - {fact.person_id for fact in others}
        named = {row.pk: row for row in Person.objects.filter(pk__in=missing)}
    kin: dict[int, tuple[Kinship, Person, str, PersonFact]] = {}
    for fact in own:
        if fact.spouse_id is not None:
            record = next((o for o in others if o.person_id == fact.spouse_id), None)
            whom = record.person if record else named[fact.spouse_id]
            key = aliases.stands_for(fact.spouse_id)
            kin.setdefault(key, (Kinship.SPOUSE, whom, record.name if record else "", fact))
    for fact in others:
        key = aliases.stands_for(fact.person_id)
        if fact.spouse_id in own_keys:
            kin.setdefault(key, (Kinship.SPOUSE, fact.person, fact.name, fact))
        elif fact.household_code in codes:
            kin.setdefault(key, (Kinship.HOUSEHOLD, fact.person, fact.name, fact))
    visible = set(visible_people(user).filter(pk__in=kin).values_list("pk", flat=True))
    found = [
        Member(
            kinship=kinship,
            person=whom,
            name=name if key in visible else "",
            is_visible=key in visible,
            said_by=fact,
        )
        for key, (kinship, whom, name, fact) in kin.items()
    ]
    return tuple(sorted(found, key=lambda member: member.kinship != Kinship.SPOUSE))
