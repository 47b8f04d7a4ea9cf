"""Purposes with what a person said of them."""

from dataclasses import dataclass

from yulin.registry.models import Person
from yulin.rights.models import Consent
from yulin.rights.purposes import BY_KEY, PURPOSES, Purpose


@dataclass(frozen=True, kw_only=True)
class OwnPurpose:
    """`consent` is what stands for these very words."""

    purpose: Purpose
    consent: Consent | None


def purposes_of(person: Person) -> list[OwnPurpose]:
    standing = {
        consent.purpose: consent
        for consent in Consent.objects.filter(person=person, withdrawn_at=None)
        if consent.purpose in BY_KEY and BY_KEY[consent.purpose].version == consent.version
    }
    return [OwnPurpose(purpose=one, consent=standing.get(one.key)) for one in PURPOSES]


def consents(person: Person, purpose: Purpose) -> bool:
    """Whether a person agrees to this use, as its words stand today."""
    rows = Consent.objects.filter(person=person, purpose=purpose.key, withdrawn_at=None)
    return rows.filter(version=purpose.version).exists()
