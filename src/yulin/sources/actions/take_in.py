"""Let what a department said become facts, with its name and its number for them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.access.models import User
from yulin.entitlements.jobs import arrived_later
from yulin.facts.frames import Facts
from yulin.registry.actions.batches import open_batch
from yulin.registry.actions.load import load_facts
from yulin.registry.actions.owned import Owned
from yulin.registry.actions.supersede import Provenance
from yulin.registry.models import Batch
from yulin.sources.models import Answer, Call


@dataclass(frozen=True, kw_only=True)
class Given:
    """`facts` say everything that the source has about those whose `numbers` are given."""

    facts: Facts
    numbers: Sequence[str]
    #: where they belong: in whose latest run they are decided anew
    region: int | None
    #: what of the table is the source's; none: all of it
    owned: Owned | None = None


def take_in(*, call: Call, given: Given, acting_user: User | None) -> Batch:
    """Inside the caller's transaction. Raises RegistryError, with nothing loaded.

    Whoever is told something new by it is decided anew: the job is there when the facts are.
    """
    batch = open_batch(title=f"{call.source.name} {call.evidence}", acting_user=acting_user)
    loaded = load_facts(
        facts=given.facts,
        batch=batch,
        acting_user=acting_user,
        asked=given.numbers,
        provenance=Provenance(source=call.source.name, evidence=call.evidence),
        owned=given.owned,
    )
    batch.refresh_from_db()
    if loaded.names_differ:
        call.reason += _("%(count)d 个姓名或名称与登记不同，没有改：请按更名办理。") % {
            "count": loaded.names_differ
        }
    if loaded.changed:
        arrived_later(region=given.region, moment=batch.recorded_at)
    return batch


def remember(*, call: Call, people: Sequence[int], known: bool) -> None:
    """What stands of people: a call without an answer leaves the last answer as it was."""
    now = timezone.now()
    tried = {"tried_in": call, "tried_at": now}
    said = {"said_in": call, "said_at": now, "valid_until": now + call.source.valid_for}
    news = tried | said if known else tried
    Answer.objects.bulk_create(
        [Answer(source=call.source, person_id=pk, **news) for pk in people],
        update_conflicts=True,
        unique_fields=["source", "person"],
        update_fields=list(news),
        batch_size=5000,
    )
