"""Tell somebody about their money, on their own page."""

from yulin.ledger.enums import NoticeKind
from yulin.ledger.models import Notice
from yulin.registry.models import Employer, Person

Subject = Person | Employer


def tell(*, subject: Subject, kind: NoticeKind, **data: str) -> Notice:
    """Keep what is told; it comes with the change that it tells of, or not at all."""
    owner = "person" if isinstance(subject, Person) else "employer"
    return Notice.objects.create(**{owner: subject}, kind=kind, data=data)
