"""A firm's part with schools: places for interns, who wishes to come, days, training orders, agreements."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yulin.access.row_security import as_the_program
from yulin.access.rules import is_employer
from yulin.campus.actions.agreements import note_liaison
from yulin.campus.actions.internships import log_day, report_end
from yulin.campus.actions.orders import Wanted, place_order, turn_order
from yulin.campus.actions.rounds import Offered, answer_wish, offer_place, resize_place
from yulin.campus.enums import Answer, InternshipState, OrderState, RoundState
from yulin.campus.models import Entry, Internship, Order, Place, Round, Wish
from yulin.campus.queries.boards import funnels_of
from yulin.campus.queries.scope import visible_agreements
from yulin.jobs.enums import PostState
from yulin.jobs.models import Post
from yulin.registry.models import Employer
from yulin.registry.queries.paging import page_of
from yulin.web.campus_page import (
    Act,
    Button,
    Cell,
    Field,
    Form,
    Section,
    Sheet,
    acted,
    cells,
    choices_of,
    day_of,
    number_of,
    number_or_none,
    picked,
    shown,
    text_of,
)
from yulin.web.campus_shown import agreement_sections, liaison_form
from yulin.web.employer import own
from yulin.web.jobs_form import districts, industries, number, several, yes_no
from yulin.web.officer.gate import found, permitted
from yulin.web.officer.listing import page_number

CITY = 330300
_WORKING = (InternshipState.ASSIGNED, InternshipState.ACCEPTED, InternshipState.REPORTED, InternshipState.DONE)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(is_employer)
def interns(request: HttpRequest) -> HttpResponse:
    firm = found(own.own_employer, user=request.user)
    if request.method == "POST":
        return acted(request, _acts(firm))
    rounds = list(Round.objects.filter(state=RoundState.OPEN)[:20])
    held = visible_agreements(request.user)[:5]
    sections = [
        _places(request, firm, rounds),
        _wishes(firm),
        _working(firm),
        *agreement_sections(held, lambda one: [liaison_form(one)]),
    ]
    return shown(
        request,
        Sheet(
            title=_("校企合作"), lead=_("给学生的实习岗位、报名的学生和出勤。"), sections=sections
        ),
    )


def _posts(firm: Employer) -> Any:
    return Post.objects.filter(employer=firm, state=PostState.OPEN).defer("search")


def _places(request: HttpRequest, firm: Employer, rounds: list[Round]) -> Section:
    rows = Place.objects.filter(employer=firm).select_related("round")
    page = page_of(rows, number=page_number(request.GET), shown=list)
    resize = [
        Form(
            title=_("调整名额"),
            do="resize",
            button=_("保存"),
            fields=[
                Field(name="of", label=_("岗位"), kind="select", choices=choices_of(page.rows)),
                Field(name="capacity", label=_("名额"), kind="number"),
            ],
        )
    ]
    return Section(
        title=_("实习岗位"),
        heads=(_("岗位"), _("轮次"), _("已占 / 名额"), _("月补贴（元）"), _("专业要求")),
        rows=[
            cells(
                one.title, one.round.title, f"{one.taken} / {one.capacity}", one.monthly_pay,
                "" if one.majors is None else "、".join(one.majors) or _("不限"),
            )
            for one in page.rows
        ],
        empty=_("还没有报实习岗位。"),
        page=page,
        forms=[*([_offer_form(firm, rounds)] if rounds else []), *(resize if page.rows else [])],
    )  # fmt: skip


def _offer_form(firm: Employer, rounds: list[Round]) -> Form:
    city = (firm.division or CITY) // 100 * 100
    return Form(
        title=_("报一个实习岗位"),
        do="offer",
        button=_("报岗位"),
        fields=[
            Field(name="of", label=_("轮次"), kind="select", choices=choices_of(rounds)),
            Field(name="title", label=_("岗位")),
            Field(name="division", label=_("工作地区"), kind="select", choices=districts(city), value=firm.division or 0),
            Field(name="industry", label=_("行业"), kind="select", choices=industries(), required=False),
            Field(name="capacity", label=_("名额"), kind="number"),
            Field(name="majors", label=_("专业要求"), required=False, hint=_("多个用顿号分开；没有要求写“不限”。")),
            Field(name="weeks", label=_("周数"), kind="number", required=False),
            Field(name="monthly_pay", label=_("月补贴（元）"), kind="number", required=False),
            Field(name="housing", label=_("提供住宿"), kind="select", choices=[("yes", _("是")), ("no", _("否"))], required=False),
            Field(name="post", label=_("实习后可转的岗位"), kind="select", choices=choices_of(_posts(firm)[:50]), required=False),
            Field(name="duties", label=_("内容"), kind="area", required=False),
        ],
    )  # fmt: skip


def _wishes(firm: Employer) -> Section:
    """Name, school and major of who wishes to come; nothing else is told before a seat is given."""
    rows = list(
        Wish.objects.filter(place__employer=firm, place__round__state=RoundState.OPEN)
        .select_related("place")
        .order_by("place", "rank", "pk")[:200]
    )
    with as_the_program():
        entries = Entry.objects.filter(pk__in=[one.entry_id for one in rows], withdrawn=False)
        told = {one.pk: one for one in entries.select_related("student", "school")}
    buttons = [
        Button("welcome", _("优先"), True),
        Button("refuse", _("不接收")),
        Button("silent", _("不表态")),
    ]
    return Section(
        title=_("报名的学生"),
        heads=(_("岗位"), _("学生"), _("学校"), _("专业"), _("第几志愿"), _("单位意见"), _("办理")),
        rows=[
            cells(
                one.place.title, told[one.entry_id].student.name, told[one.entry_id].school.name,
                told[one.entry_id].student.major, one.rank, one.get_answer_display(),
                Cell(buttons=buttons, about=str(one.uuid)),
            )
            for one in rows
            if one.entry_id in told
        ],
        empty=_("还没有学生报名。"),
    )  # fmt: skip


def _working(firm: Employer) -> Section:
    rows = list(
        Internship.objects.filter(employer=firm, state__in=_WORKING)
        .select_related("place")
        .prefetch_related("days")
        .order_by("-pk")[:200]
    )
    with as_the_program():
        entries = Entry.objects.filter(pk__in=[one.entry_id for one in rows])
        told = {one.pk: one.student.name for one in entries.select_related("student")}
    accepted = [
        (str(one.uuid), told.get(one.entry_id, ""))
        for one in rows
        if one.state == InternshipState.ACCEPTED
    ]
    forms = [
        Form(
            title=_("记出勤"),
            do="attend",
            button=_("保存"),
            fields=[
                Field(name="of", label=_("学生"), kind="select", choices=accepted),
                Field(name="day", label=_("日期"), kind="date"),
                Field(name="present", label=_("出勤"), kind="select", choices=[("yes", _("到岗")), ("no", _("缺勤"))]),
            ],
        ),
        Form(
            title=_("报实习结束"),
            do="end",
            button=_("报结束，请学生确认"),
            fields=[
                Field(name="of", label=_("学生"), kind="select", choices=accepted),
                Field(name="day", label=_("结束日期"), kind="date"),
            ],
        ),
    ]  # fmt: skip
    return Section(
        title=_("实习学生"),
        heads=(_("学生"), _("岗位"), _("出勤天数"), _("记录天数"), _("状态")),
        rows=[
            cells(
                told.get(one.entry_id, ""), one.place.title,
                sum(day.present for day in one.days.all()), len(one.days.all()),
                one.get_state_display(),
            )
            for one in rows
        ],
        empty=_("还没有学生分到本单位。"),
        forms=forms if accepted else [],
    )  # fmt: skip


def _acts(firm: Employer) -> dict[str, Act]:
    wishes = Wish.objects.filter(place__employer=firm).select_related("place__employer")
    held = Internship.objects.filter(employer=firm).select_related("employer")

    def say(answer: Answer) -> Act:
        return lambda r: answer_wish(acting_user=r.user, wish=picked(r, wishes), answer=answer)

    return {
        "offer": lambda r: _offer(r, firm),
        "resize": lambda r: resize_place(
            acting_user=r.user,
            place=picked(r, Place.objects.filter(employer=firm)),
            capacity=number_of(r, "capacity"),
        ),
        "welcome": say(Answer.WELCOME),
        "refuse": say(Answer.REFUSED),
        "silent": say(Answer.NONE),
        "attend": lambda r: log_day(
            acting_user=r.user,
            internship=picked(r, held),
            day=day_of(r, "day"),
            present=r.POST.get("present") == "yes",
        ),
        "end": lambda r: report_end(
            acting_user=r.user, internship=picked(r, held), ended_on=day_of(r, "day")
        ),
        "liaise": lambda r: note_liaison(
            acting_user=r.user,
            agreement=picked(r, visible_agreements(r.user)),
            day=day_of(r, "day"),
            words=text_of(r, "words"),
        ),
    }


def _offer(request: HttpRequest, firm: Employer) -> object:
    post = picked(request, _posts(firm), "post") if request.POST.get("post") else None
    offered = Offered(
        title=text_of(request, "title"),
        division=number_of(request, "division"),
        capacity=number_of(request, "capacity"),
        majors=several(request.POST.get("majors", "")),
        industry=number(request.POST.get("industry", "")),
        duties=text_of(request, "duties"),
        weeks=number_or_none(request, "weeks"),
        monthly_pay=number_or_none(request, "monthly_pay"),
        housing=yes_no(request.POST.get("housing", "")),
        post=post,
    )
    return offer_place(
        acting_user=request.user,
        round_=picked(request, Round.objects.exclude(state=RoundState.DRAFT)),
        employer=firm,
        offered=offered,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(is_employer)
def training(request: HttpRequest) -> HttpResponse:
    """Training orders, and how far each has come."""
    firm = found(own.own_employer, user=request.user)
    held = Order.objects.filter(employer=firm).select_related("employer")

    def turn(state: OrderState) -> Act:
        return lambda r: turn_order(acting_user=r.user, order=picked(r, held), state=state)

    if request.method == "POST":
        return acted(
            request,
            {
                "order": lambda r: _order(r, firm),
                "begin": turn(OrderState.TRAINING),
                "close": turn(OrderState.CLOSED),
            },
        )
    page = page_of(held, number=page_number(request.GET), shown=list)
    return shown(
        request, Sheet(title=_("订单培训"), sections=[order_section(page, [_order_form(firm)])])
    )


def order_section(page: Any, forms: list[Form]) -> Section:
    """Orders with the funnel from enrolled to hired."""
    funnels = funnels_of(page.rows)
    ways = {
        OrderState.OPEN: [
            Button("begin", _("开班")),
            Button("close", _("结束"), sure=_("办了不能撤回。确定吗？")),
        ],
        OrderState.TRAINING: [Button("close", _("结束"), sure=_("办了不能撤回。确定吗？"))],
    }
    rows = []
    for one in page.rows:
        told = funnels[one.pk]
        buttons = ways.get(OrderState(one.state), [])
        rows.append(
            cells(
                one.trade, one.starts_on, told.wanted, f"{told.enrolled} / {one.places}", told.finished,
                told.applied, told.offered, f"{told.hired}（{told.fill.percent}%）", one.get_state_display(),
                Cell(buttons=buttons, about=str(one.uuid)) if buttons else "",
            )
        )  # fmt: skip
    return Section(
        title=_("培训订单"),
        lead=_("从报名、合格、投递、录用意向到签订合同；满足率是合同人数除以需要人数。"),
        heads=(
            _("工种"), _("开班日期"), _("需要人数"), _("报名 / 名额"), _("合格"), _("投递"), _("录用意向"),
            _("签订（满足率）"), _("状态"), _("办理"),
        ),
        rows=rows,
        empty=_("还没有培训订单。"),
        page=page,
        forms=forms,
    )  # fmt: skip


def _order_form(firm: Employer) -> Form:
    return Form(
        title=_("下一个培训订单"),
        do="order",
        button=_("下订单"),
        fields=[
            Field(name="trade", label=_("工种")),
            Field(name="headcount", label=_("需要人数"), kind="number"),
            Field(name="places", label=_("培训名额"), kind="number", hint=_("可以多于需要人数，以便双向选择。")),
            Field(name="starts_on", label=_("开班日期"), kind="date"),
            Field(name="ends_on", label=_("结业日期"), kind="date"),
            Field(name="post", label=_("对应岗位"), kind="select", choices=choices_of(_posts(firm)[:50]), required=False),
        ],
    )  # fmt: skip


def _order(request: HttpRequest, firm: Employer) -> object:
    wanted = Wanted(
        trade=text_of(request, "trade"),
        headcount=number_of(request, "headcount"),
        places=number_of(request, "places"),
        starts_on=day_of(request, "starts_on"),
        ends_on=day_of(request, "ends_on"),
        post=picked(request, _posts(firm), "post") if request.POST.get("post") else None,
    )
    return place_order(acting_user=request.user, employer=firm, wanted=wanted)
