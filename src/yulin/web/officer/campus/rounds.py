"""Rounds of internships: made, opened, assigned by the engine, asked why not, taken away as a workbook."""

from io import BytesIO
from pathlib import Path
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yulin.access.actions.journal import record
from yulin.access.row_security import as_the_program
from yulin.campus.actions.assigning import assign_round, why_not_this
from yulin.campus.actions.rounds import Season, make_round, set_group, turn_round
from yulin.campus.enums import RoundKind, RoundState
from yulin.campus.models import Entry, Internship, Place, Round
from yulin.campus.queries.boards import figures_of, with_fill
from yulin.campus.queries.scope import names_by_person, one_of, visible
from yulin.campus.worth import Fill
from yulin.facts.book import new_book
from yulin.intake.files import in_memory
from yulin.jobs.queries.firms import firm_names
from yulin.registry.queries.paging import page_of
from yulin.web.campus_page import (
    Act,
    Cell,
    Field,
    Form,
    Section,
    Sheet,
    acted,
    asked,
    cells,
    day_of,
    number_of,
    picked,
    shown,
    text_of,
)
from yulin.web.officer.campus.tabs import tabs
from yulin.web.officer.gate import found, permitted
from yulin.web.officer.listing import page_number
from yulin.web.officer.rules import may_look

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(may_look)
def rounds(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return acted(request, {"make": _make})
    held = with_fill(visible(Round.objects.all(), request.user))
    page = page_of(held, number=page_number(request.GET), shown=list)
    listed = Section(
        title=_("实习轮次"),
        heads=(_("名称"), _("类型"), _("状态"), _("报名截止"), _("起止"), _("已占 / 名额"), _("到岗率")),
        rows=[
            cells(
                Cell(one.title, reverse("campus:round", args=[one.uuid])),
                one.get_kind_display(), one.get_state_display(), one.wishes_until,
                f"{one.starts_on} – {one.ends_on}",
                f"{one.all_taken or 0} / {one.all_places or 0}",
                f"{Fill(one.all_taken or 0, one.all_places or 0).percent}%",
            )
            for one in page.rows
        ],
        empty=_("还没有实习轮次。"),
        page=page,
        forms=[_make_form()],
    )  # fmt: skip
    return shown(request, Sheet(title=_("实习轮次"), tabs=tabs("rounds"), sections=[listed]))


def _make_form() -> Form:
    return Form(
        title=_("建立一轮"),
        do="make",
        button=_("建立"),
        fields=[
            Field(name="title", label=_("名称")),
            Field(name="kind", label=_("类型"), kind="select", choices=RoundKind.choices),
            Field(name="wishes_until", label=_("报名截止"), kind="date"),
            Field(name="starts_on", label=_("开始日期"), kind="date"),
            Field(name="ends_on", label=_("结束日期"), kind="date"),
        ],
    )


def _make(request: HttpRequest) -> object:
    season = Season(
        title=text_of(request, "title"),
        kind=text_of(request, "kind"),
        wishes_until=day_of(request, "wishes_until"),
        starts_on=day_of(request, "starts_on"),
        ends_on=day_of(request, "ends_on"),
    )
    return make_round(acting_user=request.user, region=request.user.region or 0, season=season)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(may_look)
def round_(request: HttpRequest, uuid: str) -> HttpResponse:
    """A round in figures, who sits where, and why not elsewhere."""
    one = found(one_of, rows=visible(Round.objects.all(), request.user), uuid=uuid)
    if request.method == "POST":
        return acted(request, _acts(one))
    sections = [_figures(one), *_why_not(request, one), _seats(request, one), _places(one)]
    sheet = Sheet(
        title=one.title, parent=(reverse("campus:rounds"), _("实习轮次")), sections=sections
    )
    return shown(request, sheet)


def _acts(one: Round) -> dict[str, Act]:
    def turn(state: RoundState) -> Act:
        return lambda r: turn_round(acting_user=r.user, round_=one, state=state)

    return {
        "open": turn(RoundState.OPEN),
        "finish": turn(RoundState.ENDED),
        "assign": lambda r: _assign(r, one),
        "group": lambda r: set_group(
            acting_user=r.user,
            entry=picked(r, Entry.objects.filter(round=one)),
            group=number_of(r, "group"),
        ),
    }


def _assign(request: HttpRequest, one: Round) -> str:
    seating = assign_round(acting_user=request.user, round_=one)
    return _("已分配：%(n)s 人分到岗位，还有 %(m)s 人没有。") % {
        "n": seating.seated, "m": len(seating.seat) - seating.seated,
    }  # fmt: skip


def _figures(one: Round) -> Section:
    told = figures_of(one)
    forms = []
    if one.state == RoundState.DRAFT:
        forms.append(Form(title=_("发布这一轮"), do="open", button=_("发布"), fields=[]))
    if one.state in {RoundState.OPEN, RoundState.ASSIGNED}:
        forms.append(Form(title=_("由引擎分配"), do="assign", button=_("分配"), fields=[]))
        forms.append(Form(title=_("结束这一轮"), do="finish", button=_("结束"), fields=[]))
    fill = f"{told.fill.percent}%（{told.fill.taken} / {told.fill.places}）"
    return Section(
        title=_("进度"),
        facts=[
            (_("状态"), one.get_state_display()), (_("单位"), told.firms), (_("名额"), told.fill.places),
            (_("报名学生"), told.entries), (_("已分到岗位"), told.fill.taken), (_("到岗率"), fill),
            (_("第一志愿"), told.first), (_("其他志愿"), told.other), (_("系统推荐"), told.proposed),
            (_("完成实习"), told.done), (_("转为投递"), told.applied),
        ],
        links=[(reverse("campus:export", args=[one.uuid]), _("导出结果"), "download")],
        forms=forms,
    )  # fmt: skip


def _entries(one: Round) -> Any:
    return Entry.objects.filter(round=one, withdrawn=False).select_related("student", "school")


def _seats(request: HttpRequest, one: Round) -> Section:
    page = page_of(
        _entries(one).order_by("group", "pk"), number=page_number(request.GET), shown=list
    )
    seated = Internship.objects.filter(entry__in=[row.pk for row in page.rows]).select_related(
        "place"
    )
    seats = {row.entry_id: row for row in seated.order_by("pk")}
    form = Form(
        title=_("调整优先组"), do="group", button=_("保存"),
        fields=[
            Field(name="of", label=_("学生"), kind="select",
                  choices=[(str(row.uuid), f"{row.student.name} · {row.school.name}") for row in page.rows]),
            Field(name="group", label=_("优先组"), kind="select", choices=[("0", _("先安排")), ("1", _("一般")), ("2", _("后安排"))]),
        ],
    )  # fmt: skip
    rows = []
    for row in page.rows:
        seat = seats.get(row.pk)
        rows.append(
            cells(
                row.student.name, row.school.name, row.student.major, row.group,
                seat.place.title if seat else "",
                (seat.wish or _("系统推荐")) if seat else "",
                seat.score if seat else "",
                seat.get_state_display() if seat else _("等待分配"),
            )
        )  # fmt: skip
    return Section(
        title=_("报名学生"),
        heads=(
            _("学生"),
            _("学校"),
            _("专业"),
            _("优先组"),
            _("岗位"),
            _("第几志愿"),
            _("匹配分"),
            _("状态"),
        ),
        rows=rows,
        empty=_("还没有学生报名。"),
        page=page,
        forms=[form] if page.rows else [],
    )


def _places(one: Round) -> Section:
    rows = list(Place.objects.filter(round=one).order_by("pk")[:500])
    names = firm_names(row.employer_id for row in rows)
    return Section(
        title=_("单位的岗位"),
        heads=(_("岗位"), _("单位"), _("已占 / 名额"), _("到岗率")),
        rows=[
            cells(
                row.title, names.get(row.employer_id, ""), f"{row.taken} / {row.capacity}",
                f"{Fill(row.taken, row.capacity).percent}%",
            )
            for row in rows
        ],
        empty=_("还没有单位报岗位。"),
    )  # fmt: skip


def _why_not(request: HttpRequest, one: Round) -> list[Section]:
    """Why somebody did not get a place: what it would cost the others."""
    entries = list(_entries(one).order_by("pk")[:500])
    places = list(Place.objects.filter(round=one).order_by("pk")[:500])
    if not entries or not places or one.state != RoundState.ASSIGNED:
        return []
    form = Form(
        title=_("为什么不是这个岗位"), do="why", button=_("查看"), asks=True,
        fields=[
            Field(name="entry", label=_("学生"), kind="select",
                  choices=[(str(row.uuid), f"{row.student.name} · {row.student.major}") for row in entries],
                  value=request.GET.get("entry", "")),
            Field(name="place", label=_("岗位"), kind="select", value=request.GET.get("place", ""),
                  choices=[(str(row.uuid), row.title) for row in places]),
        ],
    )  # fmt: skip
    entry = asked(request, Entry.objects.filter(round=one), "entry")
    place = asked(request, Place.objects.filter(round=one), "place")
    facts = _told(one, entry, place) if entry and place else []
    return [Section(title=_("为什么不是这个岗位"), facts=facts, forms=[form])]


def _told(one: Round, entry: Entry, place: Place) -> list[tuple[str, Any]]:
    told = why_not_this(round_=one, entry=entry, place=place)
    if not told.possible:
        return [(_("不可能"), _("不在志愿里又不服从调剂、专业不合、单位不接收，或者已经退出。"))]
    moved = [f"{row.student.name}：{a.title} → {b.title}" for row, a, b in told.moved]
    return [
        (_("总匹配分会减少"), told.loss),
        (_("会失去岗位的人"), "、".join(row.student.name for row in told.unseated) or _("没有")),
        (_("会换岗位的人"), "\n".join(moved) or _("没有")),
    ]


@require_safe
@permitted(may_look)
def export(request: HttpRequest, uuid: str) -> HttpResponse:
    """Who sits where, as a workbook; without anybody's number."""
    one = found(one_of, rows=visible(Round.objects.all(), request.user), uuid=uuid)
    seats = list(
        Internship.objects.filter(round=one)
        .select_related("place", "entry__student", "school")
        .order_by("pk")
    )
    with as_the_program():
        firms = firm_names(row.employer_id for row in seats)
    people = names_by_person([row.person_id for row in seats])
    head = (
        _("学生"),
        _("学校"),
        _("专业"),
        _("单位"),
        _("岗位"),
        _("第几志愿"),
        _("匹配分"),
        _("状态"),
    )
    rows = [
        (
            people.get(row.person_id, ""), row.school.name, row.entry.student.major,
            firms.get(row.employer_id, ""), row.place.title, row.wish or "", row.score,
            row.get_state_display(),
        )
        for row in seats
    ]  # fmt: skip
    record(
        acting_user=request.user, action="campus.round.export", obj=one, region=one.region,
        data={"count": len(rows)},
    )  # fmt: skip
    content = BytesIO(_workbook([head, *rows]))
    return FileResponse(
        content, as_attachment=True, filename=f"{one.title}.xlsx", content_type=XLSX
    )


def _workbook(rows: list[tuple[Any, ...]]) -> bytes:
    with in_memory("round.xlsx") as (path, _file):
        with new_book(Path(path)) as book:
            sheet = book.add_worksheet(_("实习安排"))
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
        return Path(path).read_bytes()
