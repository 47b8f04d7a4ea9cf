"""Letters: drafted, looked at, sent once; and those who want none."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.access.actions.journal import record
from yulin.access.models import User
from yulin.events import typed
from yulin.events.campaign_enums import CampaignState, LetterState
from yulin.events.campaign_rules import may_read_letter, may_run
from yulin.events.errors import EventsError
from yulin.events.models import Campaign, Delivery, Letter, NoLetters
from yulin.events.queries.audience import Audience, dues_of, people_of
from yulin.registry.models import Person
from yulin.registry.queries.scope import rows_of
from yulin.registry.rules import is_the_person

#: of one letter; more are narrowed by district or year
MOST = 20_000
_AT_ONCE = 1000


@transaction.atomic
def draft_letter(
    *, acting_user: User, campaign: Campaign, title: str, body: str, audience: Audience
) -> Letter:
    """Write a letter of a campaign; nobody gets it yet."""
    if not may_run(acting_user, campaign):
        raise PermissionDenied
    made = Letter.objects.create(
        campaign=campaign,
        division=campaign.division,
        title=typed.words(title, 80, asked=_("请写标题。")),
        body=typed.words(body, 4000, asked=_("请写正文。")),
        audience=audience.checked(campaign).as_data(),
        made_by=acting_user,
    )
    _journal(acting_user, "draft", made)
    return made


@transaction.atomic
def drop_letter(*, acting_user: User, letter: Letter) -> None:
    one = _held(acting_user, letter)
    _journal(acting_user, "drop", one)
    one.delete()


@transaction.atomic
def send_letter(*, acting_user: User, letter: Letter, seen: int) -> Letter:
    """Send it to whom the rules find now, each with what was decided for them.

    Args:
        seen: how many the sender was shown; where the facts have changed since, nothing goes out.

    Raises:
        PermissionDenied: The campaign is not the user's to run.
        EventsError: Sent already, the campaign is a draft, nobody fits, too many, or not as many as
            were shown.
    """
    one = _held(acting_user, letter)
    if one.campaign.state == CampaignState.DRAFT:
        raise EventsError(_("请先公布计划，再发信。"))
    policies = list(one.campaign.policies.values_list("policy", flat=True))
    people = list(
        people_of(Audience.of(one), policies=policies).values_list("pk", flat=True)[: MOST + 1]
    )
    for wrong, told in (
        (not people, _("没有人符合条件，没有发信。")),
        (len(people) > MOST, _("一封信最多发给 20000 人，请缩小范围。")),
        (len(people) != seen, _("符合条件的人数变了，请再看一遍预览。")),
    ):
        if wrong:
            raise EventsError(told)
    one.state, one.sent, one.sent_by, one.sent_at = (
        LetterState.SENT, len(people), acting_user, timezone.now(),
    )  # fmt: skip
    one.save(update_fields=["state", "sent", "sent_by", "sent_at"])
    for begin in range(0, len(people), _AT_ONCE):
        part = people[begin : begin + _AT_ONCE]
        dues = dues_of(part, division=one.division, policies=policies)
        Delivery.objects.bulk_create(
            Delivery(letter=one, person_id=key, division=one.division, dues=dues.get(key, []))
            for key in part
        )
    _journal(acting_user, "send", one, count=len(people))
    return one


@transaction.atomic
def read_letter(*, acting_user: User, delivery: Delivery) -> datetime:
    """The person has opened it; the first time counts."""
    if not may_read_letter(acting_user, delivery):
        raise PermissionDenied
    moment = timezone.now()
    Delivery.objects.filter(pk=delivery.pk, read_at__isnull=True).update(read_at=moment)
    return delivery.read_at or moment


@transaction.atomic
def want_letters(*, acting_user: User, person: Person, wanted: bool) -> None:
    """No more letters of campaigns, or again; decisions about dues are told in any case."""
    if not is_the_person(acting_user, person):
        raise PermissionDenied
    if wanted:
        NoLetters.objects.filter(person__in=rows_of(person)).delete()
    else:
        NoLetters.objects.get_or_create(person=person.stands_for)


def _held(user: User, letter: Letter) -> Letter:
    if not may_run(user, letter.campaign):
        raise PermissionDenied
    one = (
        Letter.objects.select_for_update(of=("self",)).select_related("campaign").get(pk=letter.pk)
    )
    if one.state != LetterState.DRAFT:
        raise EventsError(_("这封信已经发出。"))
    return one


def _journal(user: User, name: str, one: Letter, **more: object) -> None:
    record(
        acting_user=user,
        action=f"events.letter.{name}",
        obj=one,
        region=one.division,
        data={"title": one.title, "campaign": one.campaign.name, **more},
    )
