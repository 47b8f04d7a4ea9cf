"""Whether somebody may have free nights, condition by condition, and what is not known."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from yulin.access.divisions import bounds
from yulin.access.models import User
from yulin.access.row_security import as_the_program
from yulin.entitlements.queries.explain import explain_at_desk, explain_person
from yulin.events.enums import SlotState
from yulin.events.models import CheckIn
from yulin.events.models import Slot as Talk
from yulin.facts import enums
from yulin.jobs.models import Application, Interview
from yulin.policy.decision import Reason
from yulin.programmes.errors import LibraryError
from yulin.registry.models import Education, Person, PersonFact
from yulin.registry.queries.scope import rows_of
from yulin.services.models import Scheme

#: how long before arriving an application speaks of looking for work here
ACTIVITY_DAYS = 90
_GRADUATED = enums.STUDY_STATUS.code("毕业")

#: text, text_en, truth (None: cannot be told), source, detail
Ground = dict[str, Any]


def ground(text: str, truth: bool | None, *, source: str, detail: str = "", en: str = "") -> Ground:
    return {"text": text, "text_en": en or text, "truth": truth, "source": source, "detail": detail}


def grounds_of(*, user: User | None, person: Person, scheme: Scheme, arrives: date) -> list[Ground]:
    """Every condition of a scheme on the day of arrival; empty where it has none.

    No user: the desk asks, which has the person and their document before it.
    """
    found: list[Ground] = []
    if scheme.policy:
        found += _by_policy(user, person, scheme, arrives)
    elif scheme.graduated_within is not None:
        with as_the_program():
            found.append(_graduated(person, scheme.graduated_within, arrives))
    if scheme.needs_activity:
        found.append(_active(person, scheme.division, arrives))
    return found


def verdict(grounds: Iterable[Ground]) -> bool | None:
    """All hold; one does not; or None, where one cannot be told."""
    truths = [one["truth"] for one in grounds]
    if False in truths:
        return False
    return None if None in truths else True


def _by_policy(user: User | None, person: Person, scheme: Scheme, on: date) -> list[Ground]:
    """What the policy engine says of the benefit, clause by clause."""
    source = f"{scheme.policy} {scheme.benefit}"
    try:
        if user is None:
            found = explain_at_desk(person=person, as_of=on, region=scheme.division)
        else:
            found = explain_person(user=user, person=person, as_of=on, region=scheme.division)
    except LibraryError:
        return [ground(_("政策文件现在读不到"), None, source=source)]
    key = f"{scheme.policy}/{scheme.benefit}"
    decision = next((one for one in found if one.key == key), None)
    if decision is None:
        return [ground(_("入住那天没有生效的政策文件"), None, source=source)]
    return [_clause(leaf, source) for leaf in decision.reason.leaves() if not leaf.pending]


def _clause(leaf: Reason, source: str) -> Ground:
    lacking = "、".join((*leaf.missing, *leaf.notes))
    detail = _("还不知道：%(what)s") % {"what": lacking} if leaf.truth is None and lacking else ""
    return ground(
        leaf.text,
        leaf.truth,
        en=leaf.text_en,
        source=f"{source} {leaf.citation}".strip(),
        detail=detail,
    )


def _graduated(person: Person, years: int, on: date) -> Ground:
    """By the register's schooling: a day unknown, or none held, is no refusal."""
    text = _("毕业不超过 %(years)s 年") % {"years": years}
    rows = Education.objects.current().filter(person__in=rows_of(person), status=_GRADUATED)
    days = list(rows.values_list("graduated_on", flat=True))
    known = [day for day in days if day is not None]
    if any(_years_on(day, years) >= on for day in known):
        return ground(text, True, source=_("学历登记"), detail=max(known).isoformat())
    if not known or len(known) < len(days):
        return ground(text, None, source=_("学历登记"), detail=_("登记里没有毕业日期"))
    return ground(text, False, source=_("学历登记"), detail=max(known).isoformat())


def _years_on(day: date, years: int) -> date:
    last = 28 if (day.month, day.day) == (2, 29) else day.day
    return date(day.year + years, day.month, last)


def _active(person: Person, division: int, on: date) -> Ground:
    """An application, an interview or a fair here; that none is known says nothing of other ways."""
    text, source = _("来本地求职"), _("投递、面试和招聘会记录")
    since = on - timedelta(days=ACTIVITY_DAYS)
    with as_the_program():
        sent, meets, fairs, talks = _activity(person, division, since)
    parts = [_("投递 %(sent)s 次，面试 %(meets)s 次") % {"sent": sent, "meets": meets}]
    if fairs:
        parts.append(_("到场参加招聘活动 %(n)s 场") % {"n": fairs})
    if talks:
        parts.append(_("受邀面谈 %(n)s 次") % {"n": talks})
    if sent or meets or fairs or talks:
        return ground(text, True, source=source, detail="，".join(parts))
    return ground(
        text,
        None,
        source=source,
        detail=_("本系统里没有您在本地的投递、面试或参加招聘会，由前台核实"),
    )


#: a talk that a firm of the event was given with them, before it or after
_INVITED = (SlotState.PROPOSED, SlotState.CONFIRMED, SlotState.DONE)


def _activity(person: Person, division: int, since: date) -> tuple[int, int, int, int]:
    """Applications, interviews, events that somebody came to, and talks there; by any of their numbers.

    Events are a city's: what it runs is looking for work in each of its districts.
    """
    mine, here = {"person__in": rows_of(person)}, {"division__range": bounds(division)}
    city = bounds(division // 100 * 100)
    sent = Application.objects.filter(**mine, **here, sent_at__date__gte=since).count()
    meets = Interview.objects.filter(
        application__person__in=rows_of(person),
        application__division__range=bounds(division),
        state__in=("invited", "confirmed"),
        ends_at__date__gte=since,
    ).count()
    came = CheckIn.objects.filter(
        ticket__person__in=rows_of(person),
        ticket__division__range=city,
        at__date__gte=since,
    ).count()
    talks = Talk.objects.filter(
        ticket__person__in=rows_of(person),
        ticket__division__range=city,
        state__in=_INVITED,
        during__endswith__date__gte=since,
    ).count()
    return sent, meets, came, talks


def home_of(person: Person) -> int | None:
    """The province that somebody comes from: where the household is, else 生源地."""
    rows = PersonFact.objects.current().filter(person__in=rows_of(person))
    for household, origin in rows.values_list("household_division", "origin_division"):
        if code := household or origin:
            return int(code) // 10_000
    return None


def sex_of(person: Person) -> str:
    """男, 女 or 未说明: for beds in shared rooms alone."""
    with as_the_program():
        row = PersonFact.objects.current().filter(person__in=rows_of(person)).first()
    return enums.SEX.labels[row.sex] if row else enums.SEX.labels[0]
