"""The pages of a school: outcomes and majors, students, internships, visits, agreements."""

from pathlib import Path
from typing import Any

from django.db.models import TextChoices
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yulin.access.row_security import as_the_program
from yulin.access.rules import is_school
from yulin.campus.actions.agreements import note_liaison, propose_award
from yulin.campus.actions.cohorts import match_again, name_students
from yulin.campus.actions.partners import Taught, tell_majors
from yulin.campus.actions.visits import bring, check_day
from yulin.campus.enums import (
    AgreementKind,
    AgreementState,
    InternshipState,
    StudentState,
    VisitState,
)
from yulin.campus.errors import CampusError
from yulin.campus.models import Guest, Internship, School, Student, Visit
from yulin.campus.queries.outcomes import outcomes_of
from yulin.campus.queries.scope import own_school, visible, visible_agreements
from yulin.campus.roll import read_roll
from yulin.intake.files import in_memory
from yulin.jobs.queries.firms import firm_names
from yulin.registry.queries.paging import page_of
from yulin.web.campus_page import (
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
    told_or_few,
)
from yulin.web.campus_shown import agreement_sections, liaison_form, stops_section
from yulin.web.officer.gate import found, permitted
from yulin.web.officer.listing import page_number

_READ_OR_POST = ["GET", "HEAD", "POST"]


@require_http_methods(_READ_OR_POST)
@permitted(is_school)
def home(request: HttpRequest) -> HttpResponse:
    """Where the school's students went, and what it teaches."""
    school = _own(request)
    if request.method == "POST":
        return acted(request, {"majors": lambda r: _tell_major(r, school)})
    majors = list(school.majors.all()[:200])
    outcomes = Section(
        title=_("毕业生去向"),
        lead=_("只统计本人同意的学生，来自登记的事实；少于 5 人的数不显示。"),
        heads=(_("届"), _("专业"), _("学生"), _("已对上"), _("同意统计"), _("留在本地"), _("本地就业"), _("完成实习")),
        rows=[
            cells(
                one.year, one.major, one.named, one.matched, one.agreed,
                told_or_few(one.stayed), told_or_few(one.employed), told_or_few(one.interned),
            )
            for _school, one in outcomes_of([school])
        ],
        empty=_("还没有学生名单。"),
    )  # fmt: skip
    taught = Section(
        title=_("开设专业"),
        heads=(_("届"), _("专业"), _("专业代码"), _("毕业生人数")),
        rows=[cells(one.year, one.name, one.code, one.graduates) for one in majors],
        empty=_("还没有登记专业。"),
        forms=[_major_form()],
    )
    return shown(request, Sheet(title=school.name, sections=[outcomes, taught]))


def _own(request: HttpRequest) -> School:
    school: School = found(own_school, user=request.user)
    return school


def _major_form() -> Form:
    return Form(
        title=_("登记一个专业"),
        do="majors",
        button=_("保存"),
        fields=[
            Field(name="year", label=_("毕业年份"), kind="number"),
            Field(name="name", label=_("专业")),
            Field(
                name="code", label=_("专业代码"), required=False, hint=_("教育部目录的六位代码。")
            ),
            Field(name="graduates", label=_("毕业生人数"), kind="number", required=False),
        ],
    )


def _tell_major(request: HttpRequest, school: School) -> object:
    taught = Taught(
        year=number_of(request, "year"),
        name=text_of(request, "name"),
        code=text_of(request, "code"),
        graduates=number_or_none(request, "graduates"),
    )
    return tell_majors(acting_user=request.user, school=school, taught=[taught])


@require_http_methods(_READ_OR_POST)
@permitted(is_school)
def students(request: HttpRequest) -> HttpResponse:
    school = _own(request)
    if request.method == "POST":
        return acted(
            request,
            {
                "upload": lambda r: _upload(r, school),
                "match": lambda r: match_again(acting_user=r.user, school=school),
                "award": lambda r: _award(r, school),
            },
        )
    state = request.GET.get("state", "")
    rows = Student.objects.filter(school=school)
    rows = rows.filter(state=state) if state in StudentState.values else rows
    words = _words(request)
    rows = rows.filter(name__contains=words) if words else rows
    page = page_of(rows, number=page_number(request.GET), shown=list)
    listed = Section(
        title=_("学生名单"),
        heads=(_("姓名"), _("证件号"), _("届"), _("专业"), _("状态"), _("同意统计")),
        rows=[
            cells(
                one.name, one.masked, one.year, one.major, one.get_state_display(),
                _("是") if one.agreed_at else _("否"),
            )
            for one in page.rows
        ],
        empty=_("没有这样的学生。"),
        page=page,
        forms=[_search_form(words, state, StudentState), _upload_form(), *_award_forms(request.user, school)],
    )  # fmt: skip
    listed.forms = [
        *listed.forms,
        Form(title=_("重新核对"), do="match", fields=[], button=_("核对待核的学生")),
    ]
    lead = _("按证件号与登记的人员对应；对不上的保留为“待核”，不猜测。")
    return shown(request, Sheet(title=_("学生"), lead=lead, sections=[listed]))


def _words(request: HttpRequest) -> str:
    return request.GET.get("q", "").replace("\0", "").strip()[:40]


def _search_form(words: str, state: str, states: type[TextChoices]) -> Form:
    return Form(
        title=_("查找"),
        do="search",
        button=_("查找"),
        asks=True,
        fields=[
            Field(name="q", label=_("姓名"), value=words, required=False),
            Field(name="state", label=_("状态"), kind="select", choices=states.choices, value=state, required=False),
        ],
    )  # fmt: skip


def _upload_form() -> Form:
    return Form(
        title=_("上传名单"),
        do="upload",
        button=_("上传"),
        sends_file=True,
        fields=[
            Field(
                name="file",
                label=_("名单（Excel 或 CSV）"),
                kind="file",
                hint=_("第一行写“姓名、证件号、毕业年份、专业”。证件号只用来核对，不保存原文。"),
            )
        ],
    )


def _upload(request: HttpRequest, school: School) -> str:
    given = request.FILES.get("file")
    if given is None:
        raise CampusError(_("请先选一个文件。"))
    if given.size is None or given.size > 8 * 1024 * 1024:
        raise CampusError(_("文件太大：最多 8 MB。"))
    with in_memory(f"roll{_suffix(given.name or '')}") as (path, file):
        for piece in given.chunks():
            file.write(piece)
        file.flush()
        named = read_roll(path)
    told = name_students(acting_user=request.user, school=school, named=named)
    return _("已登记：对上 %(m)s 人，待核 %(u)s 人，原已登记 %(k)s 人。") % {
        "m": told.matched, "u": told.unmatched, "k": told.known,
    }  # fmt: skip


def _suffix(name: str) -> str:
    suffix = Path(name).suffix.lower()
    return suffix if suffix in {".xlsx", ".xls", ".ods", ".csv"} else ".bin"


def _scholarships(user: Any) -> Any:
    return visible_agreements(user).filter(
        kind=AgreementKind.SCHOLARSHIP, state=AgreementState.SIGNED
    )


def _award_forms(user: Any, school: School) -> list[Form]:
    """Nothing where no scholarship is agreed on."""
    held = list(_scholarships(user)[:20])
    if not held:
        return []
    known = Student.objects.filter(school=school, person__isnull=False)[:500]
    return [
        Form(
            title=_("提出奖学金"),
            do="award",
            button=_("提出"),
            fields=[
                Field(name="agreement", label=_("协议"), kind="select", choices=choices_of(held)),
                Field(
                    name="student",
                    label=_("学生"),
                    kind="select",
                    choices=[(str(one.uuid), f"{one.name} · {one.major}") for one in known],
                ),
                Field(name="amount", label=_("金额（元）"), kind="number"),
            ],
        )
    ]


def _award(request: HttpRequest, school: School) -> object:
    students_ = Student.objects.filter(school=school).select_related("school")
    with as_the_program():
        student = picked(request, students_.select_related("school__employer"), "student")
    return propose_award(
        acting_user=request.user,
        agreement=picked(request, _scholarships(request.user), "agreement"),
        student=student,
        amount=number_of(request, "amount"),
    )


@require_safe
@permitted(is_school)
def rounds(request: HttpRequest) -> HttpResponse:
    """Where the school's students are seated."""
    school = _own(request)
    rows = Internship.objects.filter(school=school).select_related(
        "round", "place", "entry__student"
    )
    words, state = _words(request), request.GET.get("state", "")
    if words:
        rows = rows.filter(entry__student__name__contains=words)
    rows = rows.filter(state=state) if state in InternshipState.values else rows
    page = page_of(rows.order_by("-round", "pk"), number=page_number(request.GET), shown=list)
    with as_the_program():
        names = firm_names(row.employer_id for row in page.rows)
    placed = Section(
        title=_("学生的实习安排"),
        heads=(_("学生"), _("专业"), _("轮次"), _("单位"), _("岗位"), _("第几志愿"), _("状态")),
        rows=[
            cells(
                one.entry.student.name, one.entry.student.major, one.round.title,
                names.get(one.employer_id, ""), one.place.title,
                one.wish or _("系统推荐"), one.get_state_display(),
            )
            for one in page.rows
        ],
        empty=_("没有这样的学生。") if words or state else _("还没有学生分到岗位。"),
        page=page,
        forms=[_search_form(words, state, InternshipState)],
    )  # fmt: skip
    return shown(request, Sheet(title=_("实习安排"), sections=[placed]))


@require_http_methods(_READ_OR_POST)
@permitted(is_school)
def visits(request: HttpRequest) -> HttpResponse:
    school = _own(request)
    if request.method == "POST":
        return acted(
            request, {"bring": lambda r: _bring(r, school), "here": lambda r: _here(r, school)}
        )
    held = visible(Visit.objects.exclude(state=VisitState.DRAFT), request.user, school="school")
    told = held.prefetch_related("stops", "guests__student", "guests__days")
    known = Student.objects.filter(school=school, person__isnull=False)[:500]
    choices = [(str(one.uuid), f"{one.name} · {one.major}") for one in known]
    sections: list[Section] = []
    for visit in told[:5]:
        sections += [stops_section(visit), _guests(visit, choices)]
    if not sections:
        sections = [Section(title=_("研学参访"), empty=_("还没有安排参访。"))]
    return shown(request, Sheet(title=_("研学参访"), sections=sections, printed=True))


def _guests(visit: Visit, choices: list[tuple[str, str]]) -> Section:
    form = Form(
        title=_("报名"),
        do="bring",
        button=_("加入名单"),
        hidden=[("of", str(visit.uuid))],
        fields=[Field(name="student", label=_("学生"), kind="select", choices=choices)],
    )
    return Section(
        title=_("参访人员 %(n)s / %(all)s") % {"n": visit.taken, "all": visit.places},
        heads=(_("姓名"), _("专业"), _("到场天数"), _("今天")),
        rows=[
            cells(
                one.student.name,
                one.student.major,
                len(one.days.all()),
                Cell(buttons=[Button("here", _("签到"))], about=str(one.uuid)),
            )
            for one in visit.guests.all()
        ],
        empty=_("还没有人报名。"),
        forms=[form] if visit.state == VisitState.OPEN else [],
    )


def _bring(request: HttpRequest, school: School) -> object:
    held = visible(Visit.objects.all(), request.user, school="school")
    with as_the_program():
        known = Student.objects.filter(school=school).select_related("school__employer")
        student = picked(request, known, "student")
    return bring(acting_user=request.user, visit=picked(request, held), student=student)


def _here(request: HttpRequest, school: School) -> object:
    with as_the_program():
        rows = Guest.objects.filter(school=school).select_related(
            "visit", "student__school__employer"
        )
        guest = picked(request, rows)
    return check_day(acting_user=request.user, guest=guest, day=localdate())


@require_http_methods(_READ_OR_POST)
@permitted(is_school)
def agreements(request: HttpRequest) -> HttpResponse:
    _own(request)
    held = visible_agreements(request.user)
    if request.method == "POST":
        return acted(request, {"liaise": lambda r: _liaise(r, held)})
    page = page_of(held, number=page_number(request.GET), shown=list, per_page=5)
    rows = held.filter(pk__in=[one.pk for one in page.rows])
    sections = agreement_sections(rows, lambda one: [liaison_form(one)])
    if sections:
        sections[-1].page = page
    else:
        sections = [Section(title=_("合作协议"), empty=_("还没有合作协议。"))]
    return shown(request, Sheet(title=_("合作协议"), sections=sections))


def _liaise(request: HttpRequest, held: Any) -> object:
    return note_liaison(
        acting_user=request.user,
        agreement=picked(request, held),
        day=day_of(request, "day"),
        words=text_of(request, "words"),
    )
