"""A student's internships, visits and training: wishes, a place, days, what comes after."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from yulin.access.row_security import as_the_program
from yulin.campus.actions.cohorts import agree
from yulin.campus.actions.internships import answer_seat, apply_after, confirm_end, leave
from yulin.campus.actions.orders import enrol
from yulin.campus.actions.rounds import MOST_WISHES, enter, leave_round
from yulin.campus.actions.visits import tell
from yulin.campus.enums import InternshipState, OrderState, RoundState
from yulin.campus.errors import CampusError
from yulin.campus.models import Entry, Guest, Internship, Order, Place, Round, Student, Trainee
from yulin.jobs.calendar_file import Appointment, calendar
from yulin.jobs.queries.firms import firm_names
from yulin.registry.models import Person
from yulin.registry.queries.scope import rows_of
from yulin.web.campus_page import (
    Act,
    Button,
    Cell,
    Field,
    Form,
    Section,
    Sheet,
    acted,
    asked,
    cells,
    number_or_none,
    picked,
    shown,
    text_of,
)
from yulin.web.campus_shown import stops_section
from yulin.web.person.access import person_required

_MOST_PLACES = 300


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def internships(request: HttpRequest, person: Person) -> HttpResponse:
    if request.method == "POST":
        return acted(request, _acts(person))
    mine = Student.objects.filter(person__in=rows_of(person)).select_related("school")
    students = list(mine)
    sections = [_placed(person)]
    if students:
        sections += _round_sections(_open_rounds(students), person)
    sections += [_orders(person), _consent(students)]
    lead = _("报名实习、确认岗位、核对出勤；完成后成为您的登记信息。")
    return shown(
        request,
        Sheet(title=_("实习和培训"), lead=lead, sections=sections, tabs=_tabs("internships")),
        frame="person",
    )


def _open_rounds(students: list[Student]) -> list[Round]:
    regions = {one.region // 100 for one in students}
    rows = Round.objects.filter(state=RoundState.OPEN, wishes_until__gte=localdate())
    return [one for one in rows[:20] if one.region // 100 in regions]


_STEPS = {
    InternshipState.ASSIGNED: (("accept", True), ("decline", False)),
    InternshipState.ACCEPTED: (("leave", False),),
    InternshipState.REPORTED: (("right", True), ("wrong", False)),
}


def _placed(person: Person) -> Section:
    words = {
        "accept": _("接受"), "decline": _("放弃"), "leave": _("中途退出"),
        "right": _("情况属实"), "wrong": _("出勤不对，退回单位"), "apply": _("投递这家的岗位"),
    }  # fmt: skip
    rows = list(
        Internship.objects.filter(person__in=rows_of(person))
        .select_related("round", "place")
        .prefetch_related("days")
        .order_by("-pk")[:50]
    )
    with as_the_program():
        names = firm_names(one.employer_id for one in rows)
    lines = []
    for one in rows:
        steps = _STEPS.get(InternshipState(one.state), ())
        if one.state == InternshipState.DONE and one.place.post_id and not one.application_id:
            steps = (("apply", True),)
        buttons = [
            Button(
                do,
                words[do],
                primary,
                sure=_("办了不能撤回。确定吗？") if do in ("decline", "leave") else "",
            )
            for do, primary in steps
        ]
        here = sum(day.present for day in one.days.all())
        lines.append(
            cells(
                one.place.title, names.get(one.employer_id, ""), one.round.title, one.wish or _("系统推荐"),
                here, one.get_state_display(),
                Cell(buttons=buttons, about=str(one.uuid)) if buttons else "",
            )
        )  # fmt: skip
    return Section(
        title=_("我的岗位"),
        heads=(_("岗位"), _("单位"), _("轮次"), _("第几志愿"), _("出勤天数"), _("状态"), _("办理")),
        rows=lines,
        empty=_("还没有分到实习岗位。"),
    )


def _round_sections(rounds: list[Round], person: Person) -> list[Section]:
    """The rounds in which somebody may wish, in four queries however many."""
    places = list(Place.objects.filter(round__in=rounds).order_by("title", "pk"))
    with as_the_program():
        names = firm_names(one.employer_id for one in places)
    rows = Entry.objects.filter(round__in=rounds, person__in=rows_of(person), withdrawn=False)
    entries = {one.round_id: one for one in rows.prefetch_related("wishes")}
    return [
        _round_section(
            one,
            [place for place in places if place.round_id == one.pk][:_MOST_PLACES],
            names,
            entries.get(one.pk),
        )
        for one in rounds
    ]


def _round_section(
    round_: Round, places: list[Place], names: dict[int, str], entry: Entry | None
) -> Section:
    held = {} if entry is None else {one.rank: one.place_id for one in entry.wishes.all()}
    uuids = {one.pk: str(one.uuid) for one in places}
    choices = [(str(one.uuid), f"{one.title} · {names.get(one.employer_id, '')}") for one in places]
    fields = [
        Field(
            name=f"wish{rank}",
            label=_("第 %(n)s 志愿") % {"n": rank},
            kind="select",
            choices=choices,
            value=uuids.get(held.get(rank, 0), ""),
            required=False,
        )
        for rank in range(1, MOST_WISHES + 1)
    ]
    fields.append(Field(name="others", label=_("志愿都没有时服从调剂"), kind="check"))
    forms = [
        Form(title=_("填写志愿") if entry is None else _("修改志愿"), do="wish", button=_("提交志愿"),
             hidden=[("of", str(round_.uuid))], fields=fields)
    ]  # fmt: skip
    if entry is not None:
        forms.append(
            Form(title=_("退出这一轮"), do="withdraw", button=_("退出"),
                 hidden=[("of", str(entry.uuid))], fields=[])
        )  # fmt: skip
    facts = [
        (_("报名截止"), round_.wishes_until),
        (_("起止"), f"{round_.starts_on} – {round_.ends_on}"),
        (_("我的报名"), _("已报名，%(n)s 个志愿") % {"n": len(held)} if entry else _("未报名")),
    ]
    return Section(
        title=round_.title,
        facts=facts,
        heads=(_("岗位"), _("单位"), _("名额"), _("专业要求"), _("周数"), _("月补贴（元）"), _("提供住宿")),
        rows=[
            cells(
                one.title, names.get(one.employer_id, ""), one.capacity,
                "" if one.majors is None else "、".join(one.majors) or _("不限"),
                one.weeks, one.monthly_pay, {True: _("是"), False: _("否")}.get(one.housing, ""),
            )
            for one in places
        ],
        empty=_("还没有单位报岗位。"),
        forms=forms,
    )  # fmt: skip


def _orders(person: Person) -> Section:
    mine = dict(Trainee.objects.filter(person__in=rows_of(person)).values_list("order", "state"))
    orders = list(
        Order.objects.filter(state=OrderState.OPEN, starts_on__gte=localdate()).order_by(
            "starts_on"
        )[:20]
    )
    orders += list(Order.objects.filter(pk__in=mine).exclude(pk__in=[one.pk for one in orders]))
    with as_the_program():
        names = firm_names(one.employer_id for one in orders)
    states = dict(Trainee._meta.get_field("state").choices)
    return Section(
        title=_("订单培训"),
        lead=_("单位先下订单，培训合格后双向选择。"),
        heads=(_("工种"), _("单位"), _("开班日期"), _("名额"), _("我的状态")),
        rows=[
            cells(
                one.trade,
                names.get(one.employer_id, ""),
                one.starts_on,
                _("%(n)s / %(all)s") % {"n": one.taken, "all": one.places},
                states[mine[one.pk]]
                if one.pk in mine
                else Cell(buttons=[Button("enrol", _("报名"))], about=str(one.uuid)),
            )
            for one in orders
        ],
        empty=_("现在没有招生的订单培训。"),
    )


def _consent(students: list[Student]) -> Section:
    return Section(
        title=_("我的学校"),
        lead=_("同意后，学校能看到合计的去向数字，看不到您个人的去向；随时可以收回。"),
        heads=(_("学校"), _("专业"), _("届"), _("同意统计")),
        rows=[
            cells(
                one.school.name, one.major, one.year,
                Cell(
                    buttons=[Button("no", _("收回同意")) if one.agreed_at else Button("yes", _("同意"))],
                    about=str(one.uuid),
                ),
            )
            for one in students
        ],
        empty=_("没有学校登记过您。"),
    )  # fmt: skip


def _acts(person: Person) -> dict[str, Act]:
    held = Internship.objects.filter(person__in=rows_of(person))
    students = Student.objects.filter(person__in=rows_of(person))

    def on_place(act: Callable[..., object], **more: bool) -> Act:
        return lambda r: act(acting_user=r.user, internship=picked(r, held), **more)

    def consent(agrees: bool) -> Act:
        return lambda r: agree(acting_user=r.user, student=picked(r, students), agrees=agrees)

    return {
        "wish": lambda r: _wish(r, students),
        "withdraw": lambda r: leave_round(
            acting_user=r.user,
            entry=picked(r, Entry.objects.filter(person__in=rows_of(person))),
        ),
        "accept": on_place(answer_seat, accept=True),
        "decline": on_place(answer_seat, accept=False),
        "leave": on_place(leave),
        "right": on_place(confirm_end, right=True),
        "wrong": on_place(confirm_end, right=False),
        "apply": on_place(apply_after),
        "enrol": lambda r: enrol(
            acting_user=r.user, order=picked(r, Order.objects.all()), person=person
        ),
        "yes": consent(True),
        "no": consent(False),
    }


def _wish(request: HttpRequest, students: Any) -> object:
    round_ = picked(request, Round.objects.exclude(state=RoundState.DRAFT))
    student = students.filter(region__range=_city(round_.region)).order_by("-year", "-pk").first()
    if student is None:
        raise CampusError(_("没有学校登记过您，不能报名。"))
    chosen = [
        picked(request, Place.objects.filter(round=round_), f"wish{rank}")
        for rank in range(1, MOST_WISHES + 1)
        if request.POST.get(f"wish{rank}")
    ]
    return enter(
        acting_user=request.user,
        student=student,
        round_=round_,
        wishes=chosen,
        open_to_others=request.POST.get("others") == "yes",
    )


def _city(region: int) -> tuple[int, int]:
    return region // 100 * 100, region // 100 * 100 + 99


def _guests(person: Person) -> Any:
    return Guest.objects.filter(person__in=rows_of(person)).select_related("visit")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def visits(request: HttpRequest, person: Person) -> HttpResponse:
    """The visits that somebody takes part in, with what they say of them."""
    if request.method == "POST":
        return acted(request, {"tell": lambda r: _tell(r, person)})
    sections = []
    for guest in _guests(person).prefetch_related("visit__stops").order_by("-visit__starts_on")[:5]:
        part = stops_section(guest.visit)
        part.links = [
            (
                f"{reverse('person:visit_calendar')}?of={guest.visit.uuid}",
                _("放进我的日历"),
                "calendar",
            )
        ]
        part.forms = [_feedback(guest)]
        sections.append(part)
    if not sections:
        sections = [Section(title=_("研学参访"), empty=_("您没有参加参访。"))]
    sheet = Sheet(
        title=_("研学参访"),
        sections=sections,
        tabs=_tabs("visits"),
        printed=any(part.rows for part in sections),
    )
    return shown(request, sheet, frame="person")


def _tabs(here: str) -> list[tuple[str, str, bool]]:
    words = {"internships": _("实习和培训"), "visits": _("研学参访")}
    return [(reverse(f"person:{name}"), word, name == here) for name, word in words.items()]


def _feedback(guest: Guest) -> Form:
    return Form(
        title=_("我的评价"),
        do="tell",
        button=_("保存"),
        hidden=[("of", str(guest.uuid))],
        fields=[
            Field(
                name="rating",
                label=_("评价（1–5）"),
                kind="select",
                choices=[(str(n), str(n)) for n in range(5, 0, -1)],
                value=str(guest.rating or ""),
            ),
            Field(name="words", label=_("反馈"), kind="area", value=guest.words, required=False),
        ],
    )


def _tell(request: HttpRequest, person: Person) -> object:
    return tell(
        acting_user=request.user,
        guest=picked(request, _guests(person)),
        rating=number_or_none(request, "rating"),
        words=text_of(request, "words"),
    )


@never_cache
@require_safe
@person_required
def visit_calendar(request: HttpRequest, person: Person) -> HttpResponse:
    """The stops of one's visits, for the person's own calendar."""
    guests = _guests(person)
    keys = [guest.visit for guest in guests]
    one = (
        asked(request, type(keys[0]).objects.filter(pk__in=[v.pk for v in keys])) if keys else None
    )
    stops = [stop for visit in ([one] if one else keys) for stop in visit.stops.all()]
    text = calendar(
        Appointment(
            uid=str(stop.uuid), begins_at=stop.begins_at, ends_at=stop.ends_at, title=stop.words,
            place=stop.where, note=stop.get_kind_display(), confirmed=True, stamp=now(),
        )
        for stop in stops
    )  # fmt: skip
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="visit.ics"'
    return answer
