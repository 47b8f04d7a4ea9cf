"""Study visits with their itinerary and outcome, and training orders with their funnel."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yulin.access.row_security import as_the_program
from yulin.campus.actions.orders import finish_training, turn_order
from yulin.campus.actions.visits import Halt, add_stop, check_day, plan_visit, turn_visit
from yulin.campus.enums import OrderState, StopKind, TraineeState, VisitState
from yulin.campus.errors import CampusError
from yulin.campus.models import Guest, Order, School, Trainee, Visit
from yulin.campus.queries.boards import outcome_of
from yulin.campus.queries.scope import names_by_person, one_of, visible
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
    moment_of,
    number_of,
    picked,
    shown,
    text_of,
)
from yulin.web.campus_shown import stops_section
from yulin.web.employer.campus import order_section
from yulin.web.officer.campus.tabs import tabs
from yulin.web.officer.gate import found, permitted
from yulin.web.officer.listing import page_number
from yulin.web.officer.rules import may_look

_READ_OR_POST = ["GET", "HEAD", "POST"]


@require_http_methods(_READ_OR_POST)
@permitted(may_look)
def visits(request: HttpRequest) -> HttpResponse:
    schools = visible(School.objects.all(), request.user)
    if request.method == "POST":
        return acted(request, {"plan": lambda r: _plan(r, schools)})
    held = visible(Visit.objects.select_related("school"), request.user)
    page = page_of(held, number=page_number(request.GET), shown=list)
    form = Form(
        title=_("安排一次参访"), do="plan", button=_("保存"),
        fields=[
            Field(name="title", label=_("名称")),
            Field(name="of", label=_("院校"), kind="select", choices=choices_of(schools[:300])),
            Field(name="starts_on", label=_("第一天"), kind="date"),
            Field(name="ends_on", label=_("最后一天"), kind="date"),
            Field(name="places", label=_("名额"), kind="number"),
        ],
    )  # fmt: skip
    listed = Section(
        title=_("研学参访"),
        heads=(_("名称"), _("院校"), _("起止"), _("天数"), _("已报 / 名额"), _("状态")),
        rows=[
            cells(
                Cell(one.title, reverse("campus:visit", args=[one.uuid])), one.school.name,
                f"{one.starts_on} – {one.ends_on}", one.days, f"{one.taken} / {one.places}",
                one.get_state_display(),
            )
            for one in page.rows
        ],
        empty=_("还没有安排参访。"),
        page=page,
        forms=[form],
    )  # fmt: skip
    return shown(request, Sheet(title=_("研学参访"), tabs=tabs("visits"), sections=[listed]))


def _plan(request: HttpRequest, schools: Any) -> object:
    return plan_visit(
        acting_user=request.user,
        region=request.user.region or 0,
        school=picked(request, schools),
        title=text_of(request, "title"),
        days=(day_of(request, "starts_on"), day_of(request, "ends_on")),
        places=number_of(request, "places"),
    )


@require_http_methods(_READ_OR_POST)
@permitted(may_look)
def visit(request: HttpRequest, uuid: str) -> HttpResponse:
    one = found(one_of, rows=visible(Visit.objects.all(), request.user), uuid=uuid)
    if request.method == "POST":
        return acted(request, _acts(one))
    told = outcome_of(one)
    plan = stops_section(one)
    plan.forms = _forms(one)
    result = Section(
        title=_("结果"),
        facts=[
            (_("报名"), told.guests), (_("到场"), told.came),
            (_("之后投递岗位"), told.applied), (_("之后签订合同"), told.signed),
        ],
    )  # fmt: skip
    sheet = Sheet(
        title=one.title,
        printed=True,
        parent=(reverse("campus:visits"), _("研学参访")),
        sections=[plan, _guests(one), result],
    )
    return shown(request, sheet)


def _forms(one: Visit) -> list[Form]:
    forms = []
    if one.state == VisitState.DRAFT:
        forms.append(Form(title=_("发布参访"), do="open", button=_("发布"), fields=[]))
    if one.state == VisitState.OPEN:
        forms.append(Form(title=_("结束参访"), do="finish", button=_("结束"), fields=[]))
    if one.state != VisitState.DONE:
        forms.append(
            Form(
                title=_("增加行程"),
                do="stop",
                button=_("增加"),
                fields=[
                    Field(name="begins_at", label=_("开始"), kind="datetime"),
                    Field(name="ends_at", label=_("结束"), kind="datetime"),
                    Field(name="kind", label=_("类型"), kind="select", choices=StopKind.choices),
                    Field(name="words", label=_("内容")),
                    Field(name="where", label=_("地点")),
                    Field(name="code", label=_("接待单位的代码"), required=False),
                ],
            )
        )
    return forms


def _guests(one: Visit) -> Section:
    rows = list(one.guests.select_related("student").prefetch_related("days")[:500])
    return Section(
        title=_("参访人员"),
        heads=(_("姓名"), _("专业"), _("到场天数"), _("评价"), _("反馈"), _("今天")),
        rows=[
            cells(
                row.student.name, row.student.major, len(row.days.all()), row.rating, row.words,
                Cell(buttons=[Button("here", _("签到"))], about=str(row.uuid)),
            )
            for row in rows
        ],
        empty=_("还没有人报名。"),
    )  # fmt: skip


def _acts(one: Visit) -> dict[str, Act]:
    guests = Guest.objects.filter(visit=one).select_related("visit", "student__school")
    return {
        "open": lambda r: turn_visit(acting_user=r.user, visit=one, state=VisitState.OPEN),
        "finish": lambda r: turn_visit(acting_user=r.user, visit=one, state=VisitState.DONE),
        "stop": lambda r: _stop(r, one),
        "here": lambda r: check_day(acting_user=r.user, guest=picked(r, guests), day=localdate()),
    }


def _stop(request: HttpRequest, one: Visit) -> object:
    employer = None
    if code := text_of(request, "code").upper():
        with as_the_program():
            employer = Employer.objects.filter(code=code).first()
        if employer is None:
            raise CampusError(_("单位登记里没有这个代码。"))
    halt = Halt(
        begins_at=moment_of(request, "begins_at"),
        ends_at=moment_of(request, "ends_at"),
        kind=text_of(request, "kind"),
        words=text_of(request, "words"),
        where=text_of(request, "where"),
        employer=employer,
    )
    return add_stop(acting_user=request.user, visit=one, halt=halt)


@require_http_methods(_READ_OR_POST)
@permitted(may_look)
def orders(request: HttpRequest) -> HttpResponse:
    held = visible(Order.objects.select_related("employer"), request.user)
    trainees = visible(Trainee.objects.all(), request.user)

    def turn(state: OrderState) -> Act:
        return lambda r: turn_order(acting_user=r.user, order=picked(r, held), state=state)

    def finish(passed: bool) -> Act:
        return lambda r: finish_training(
            acting_user=r.user, trainee=picked(r, trainees), passed=passed
        )

    if request.method == "POST":
        return acted(
            request,
            {
                "begin": turn(OrderState.TRAINING),
                "close": turn(OrderState.CLOSED),
                "pass": finish(True),
                "drop": finish(False),
            },
        )
    page = page_of(held, number=page_number(request.GET), shown=list)
    sections = [order_section(page, []), _trainees(trainees)]
    return shown(request, Sheet(title=_("订单培训"), tabs=tabs("orders"), sections=sections))


def _trainees(held: Any) -> Section:
    rows = list(
        held.filter(state=TraineeState.ENROLLED).select_related("order").order_by("pk")[:200]
    )
    names = names_by_person([row.person_id for row in rows])
    sure = _("办了不能撤回。确定吗？")
    buttons = [Button("pass", _("合格"), True, sure=sure), Button("drop", _("未完成"), sure=sure)]
    return Section(
        title=_("在训学员"),
        heads=(_("学员"), _("工种"), _("开班日期"), _("办理")),
        rows=[
            cells(
                names.get(row.person_id, ""), row.order.trade, row.order.starts_on,
                Cell(buttons=buttons, about=str(row.uuid)),
            )
            for row in rows
        ],
        empty=_("没有在训的学员。"),
    )  # fmt: skip
