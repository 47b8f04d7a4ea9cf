"""Partner schools with their outcomes, lists by year, majors for an industry, agreements and awards."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yulin.campus.actions.agreements import (
    Terms,
    decide_award,
    draft_agreement,
    end_agreement,
    fulfil,
    note_liaison,
    promise,
    sign_agreement,
)
from yulin.campus.actions.partners import add_contact, add_school, list_schools, listed_in
from yulin.campus.enums import AgreementKind, AgreementState, AwardState
from yulin.campus.models import Agreement, Award, Commitment, ListedSchool, School
from yulin.campus.queries.majors import demand_of, schools_for
from yulin.campus.queries.outcomes import obligations, outcomes_of
from yulin.campus.queries.scope import names_by_person, one_of, visible, visible_agreements
from yulin.registry.queries.paging import page_of
from yulin.web import regions
from yulin.web.campus_page import (
    Act,
    Cell,
    Field,
    Form,
    Section,
    Sheet,
    acted,
    cells,
    choices_of,
    day_of,
    day_or_none,
    lines_of,
    number_of,
    number_or_none,
    picked,
    shown,
    text_of,
    told_or_few,
)
from yulin.web.campus_shown import agreement_sections, liaison_form
from yulin.web.jobs_form import industries, number
from yulin.web.officer.campus.tabs import tabs
from yulin.web.officer.gate import found, permitted
from yulin.web.officer.listing import page_number
from yulin.web.officer.rules import may_look

_READ_OR_POST = ["GET", "HEAD", "POST"]


@require_http_methods(_READ_OR_POST)
@permitted(may_look)
def partners(request: HttpRequest) -> HttpResponse:
    held = visible(School.objects.all(), request.user)
    if request.method == "POST":
        return acted(request, _partner_acts(held))
    words = request.GET.get("q", "").replace("\0", "").strip()[:40]
    rows = held.filter(name__contains=words) if words else held
    page = page_of(rows.prefetch_related("contacts"), number=page_number(request.GET), shown=list)
    lists = listed_in(one.name for one in page.rows)
    schools = Section(
        title=_("合作院校"),
        heads=(_("院校"), _("所在地"), _("双一流（公布年份）"), _("合作起始日期"), _("联系人")),
        rows=[
            cells(
                one.name,
                regions.full_name(one.division) if one.division else "",
                "、".join(map(str, lists.get(one.name, []))),
                one.since,
                "、".join(f"{c.name} {c.duty} {c.telephone}".strip() for c in one.contacts.all()),
            )
            for one in page.rows
        ],
        empty=_("还没有合作院校。"),
        page=page,
        forms=[_search(words), *_partner_forms(page.rows)],
    )
    years = ListedSchool.objects.order_by("-year").values_list("year", "name")[:500]
    listing = Section(
        title=_("双一流名单"),
        lead=_("由本局按公布文件维护，按公布年份保存。"),
        heads=(_("公布年份"), _("院校")),
        rows=[cells(*one) for one in years],
        empty=_("还没有名单。"),
        forms=[_listing_form()],
    )
    sheet = Sheet(
        title=_("校地合作"),
        tabs=tabs("partners"),
        sections=[schools, *_outcomes(page.rows), listing],
    )
    return shown(request, sheet)


def _outcomes(schools: list[School]) -> list[Section]:
    """By year, for the schools that are shown."""
    rows = [
        cells(
            school.name, one.year, one.named, one.matched, one.agreed,
            told_or_few(one.stayed), told_or_few(one.employed), told_or_few(one.interned),
        )
        for school, one in outcomes_of(schools, majors=False)
    ]  # fmt: skip
    if not rows:
        return []
    return [
        Section(
            title=_("毕业生去向"),
            lead=_("只统计本人同意的学生，来自登记的事实；少于 5 人的数不显示。"),
            heads=(_("院校"), _("届"), _("学生"), _("已对上"), _("同意统计"), _("留在本地"), _("本地就业"), _("完成实习")),
            rows=rows,
        )
    ]  # fmt: skip


def _search(words: str) -> Form:
    return Form(
        title=_("查找"), do="search", button=_("查找"), asks=True,
        fields=[Field(name="q", label=_("院校名称"), value=words, required=False)],
    )  # fmt: skip


def _partner_forms(schools: list[School]) -> list[Form]:
    forms = [
        Form(
            title=_("增加合作院校"),
            do="add",
            button=_("增加"),
            fields=[Field(name="code", label=_("单位代码"), hint=_("院校要先在单位登记里。"))],
        )
    ]
    if schools:
        forms.append(
            Form(
                title=_("增加联系人"),
                do="contact",
                button=_("保存"),
                fields=[
                    Field(name="of", label=_("院校"), kind="select", choices=choices_of(schools)),
                    Field(name="name", label=_("姓名")),
                    Field(name="duty", label=_("职务"), required=False),
                    Field(name="telephone", label=_("办公电话"), required=False),
                ],
            )
        )
    return forms


def _listing_form() -> Form:
    return Form(
        title=_("维护双一流名单"),
        do="list",
        button=_("保存"),
        fields=[
            Field(name="year", label=_("公布年份"), kind="number"),
            Field(
                name="names",
                label=_("院校名称"),
                kind="area",
                hint=_("一行一所，可从表格整列粘贴。"),
            ),
            Field(name="basis", label=_("依据（文号）")),
        ],
    )


def _partner_acts(held: Any) -> dict[str, Act]:
    return {
        "add": lambda r: add_school(
            acting_user=r.user, code=text_of(r, "code"), region=r.user.region or 0
        ),
        "contact": lambda r: add_contact(
            acting_user=r.user,
            school=picked(r, held),
            name=text_of(r, "name"),
            duty=text_of(r, "duty"),
            telephone=text_of(r, "telephone"),
        ),
        "list": lambda r: list_schools(
            acting_user=r.user,
            region=r.user.region or 0,
            year=number_of(r, "year"),
            names=lines_of(r.POST.get("names", "")),
            basis=text_of(r, "basis"),
        ),
    }


@require_safe
@permitted(may_look)
def majors(request: HttpRequest) -> HttpResponse:
    """For an industry: what is asked for, who teaches it, how many finish, whom to visit first."""
    industry = number(request.GET.get("industry", ""))
    year = number(request.GET.get("year", "")) or localdate().year
    words = industries()
    form = Form(
        title=_("选行业和年份"), do="ask", button=_("查看"), asks=True,
        fields=[
            Field(name="industry", label=_("行业"), kind="select", choices=words, value=industry),
            Field(name="year", label=_("毕业年份"), kind="number", value=str(year)),
        ],
    )  # fmt: skip
    sections = [
        Section(
            title=_("行业"),
            forms=[form],
            empty=_("选一个行业，看哪些院校的专业合适。") if industry is None else "",
        )
    ]
    if industry is not None and industry < len(words):
        sections += _suited(industry, year, request.user.region or 330300)
    lead = _("按岗位要求的专业和教育部专业目录的门类、类别比对。")
    return shown(
        request, Sheet(title=_("行业与专业"), lead=lead, tabs=tabs("majors"), sections=sections)
    )


def _suited(industry: int, year: int, region: int) -> list[Section]:
    demand = demand_of(industry=industry, region=region)
    asked = Section(
        title=_("岗位要求的专业"),
        heads=(_("专业"), _("人数")),
        rows=[cells(*one) for one in demand.majors[:50]],
        empty=_("这个行业的岗位没有写明专业要求。"),
    )
    rows = [
        cells(
            one.school.name,
            "、".join(map(str, one.listed)),
            "、".join(f"{name}（{fit // 10}）" for name, fit, _n in one.majors),
            one.graduates,
        )
        for one in schools_for(demand, year=year)[:100]
    ]
    found_ = Section(
        title=_("建议走访的院校"),
        lead=_("括号里是专业的契合度（满分 100）；按契合的毕业生人数排序。"),
        heads=(_("院校"), _("双一流（公布年份）"), _("合适的专业"), _("毕业生人数")),
        rows=rows,
        empty=_("没有合作院校开设合适的专业。"),
    )
    return [asked, found_]


@require_http_methods(_READ_OR_POST)
@permitted(may_look)
def agreements(request: HttpRequest) -> HttpResponse:
    held = visible_agreements(request.user)
    if request.method == "POST":
        return acted(request, {"draft": _draft})
    state = request.GET.get("state", "")
    rows = held.filter(state=state) if state in AgreementState.values else held
    page = page_of(rows, number=page_number(request.GET), shown=list)
    search = Form(
        title=_("筛选"), do="search", button=_("筛选"), asks=True,
        fields=[Field(name="state", label=_("状态"), kind="select", choices=AgreementState.choices, value=state, required=False)],
    )  # fmt: skip
    listed = Section(
        title=_("合作协议"),
        heads=(_("名称"), _("类型"), _("状态"), _("期限")),
        rows=[
            cells(
                Cell(one.title, reverse("campus:agreement", args=[one.uuid])),
                one.get_kind_display(),
                one.get_state_display(),
                f"{one.starts_on} – {one.ends_on}",
            )
            for one in page.rows
        ],
        empty=_("没有这样的协议。"),
        page=page,
        forms=[search, _draft_form()],
    )
    return shown(request, Sheet(title=_("合作协议"), tabs=tabs("agreements"), sections=[listed]))


def _draft_form() -> Form:
    return Form(
        title=_("登记一份协议"),
        do="draft",
        button=_("存为草案"),
        fields=[
            Field(name="title", label=_("名称")),
            Field(name="kind", label=_("类型"), kind="select", choices=AgreementKind.choices),
            Field(
                name="parties",
                label=_("协议方的单位代码"),
                kind="area",
                hint=_("一行一个：院校、园区、企业。"),
            ),
            Field(name="starts_on", label=_("起始日期"), kind="date"),
            Field(name="ends_on", label=_("终止日期"), kind="date"),
            Field(
                name="promises",
                label=_("约定事项"),
                kind="area",
                required=False,
                hint=_("一行一项。"),
            ),
            Field(name="amount", label=_("奖学金总额（元）"), kind="number", required=False),
            Field(name="years", label=_("约定服务年限"), kind="number", required=False),
        ],
    )


def _draft(request: HttpRequest) -> object:
    terms = Terms(
        title=text_of(request, "title"),
        kind=text_of(request, "kind"),
        starts_on=day_of(request, "starts_on"),
        ends_on=day_of(request, "ends_on"),
        parties=tuple(lines_of(request.POST.get("parties", ""))),
        amount=number_or_none(request, "amount") or 0,
        years=number_or_none(request, "years") or 0,
    )
    return draft_agreement(
        acting_user=request.user,
        region=request.user.region or 0,
        terms=terms,
        promises=lines_of(request.POST.get("promises", "")),
    )


@require_http_methods(_READ_OR_POST)
@permitted(may_look)
def agreement(request: HttpRequest, uuid: str) -> HttpResponse:
    one = found(one_of, rows=visible_agreements(request.user), uuid=uuid)
    if request.method == "POST":
        return acted(request, _agreement_acts(one))
    rows = Agreement.objects.filter(pk=one.pk)
    sheet = Sheet(
        title=one.title,
        parent=(reverse("campus:agreements"), _("合作协议")),
        sections=[*agreement_sections(rows, _agreement_forms), *_awards(one)],
    )
    return shown(request, sheet)


def _agreement_forms(one: Agreement) -> list[Form]:
    open_ = [row for row in one.commitments.all() if row.done_on is None]
    forms = [
        liaison_form(one),
        Form(
            title=_("增加约定事项"), do="promise", button=_("保存"),
            fields=[
                Field(name="words", label=_("约定事项"), kind="area"),
                Field(name="due_on", label=_("完成期限"), kind="date", required=False),
            ],
        ),
    ]  # fmt: skip
    if open_:
        choices = [(str(row.uuid), row.words[:60]) for row in open_]
        forms.append(
            Form(
                title=_("记完成"), do="fulfil", button=_("保存"),
                fields=[
                    Field(name="of", label=_("约定事项"), kind="select", choices=choices),
                    Field(name="day", label=_("完成日期"), kind="date"),
                ],
            )
        )  # fmt: skip
    if one.state == AgreementState.DRAFT:
        fields = [Field(name="day", label=_("签订日期"), kind="date")]
        forms.append(Form(title=_("记签订"), do="sign", button=_("已签订"), fields=fields))
    if one.state == AgreementState.SIGNED:
        forms.append(Form(title=_("终止协议"), do="end", button=_("终止"), fields=[]))
    return forms


def _agreement_acts(one: Agreement) -> dict[str, Act]:
    commitments = Commitment.objects.filter(agreement=one).select_related("agreement")
    awards = Award.objects.filter(agreement=one)
    return {
        "liaise": lambda r: note_liaison(
            acting_user=r.user, agreement=one, day=day_of(r, "day"), words=text_of(r, "words")
        ),
        "promise": lambda r: promise(
            acting_user=r.user,
            agreement=one,
            words=text_of(r, "words"),
            due_on=day_or_none(r, "due_on"),
        ),
        "fulfil": lambda r: fulfil(
            acting_user=r.user, commitment=picked(r, commitments), done_on=day_of(r, "day")
        ),
        "sign": lambda r: sign_agreement(
            acting_user=r.user, agreement=one, signed_on=day_of(r, "day")
        ),
        "end": lambda r: end_agreement(acting_user=r.user, agreement=one),
        "grant": lambda r: decide_award(acting_user=r.user, award=picked(r, awards), grant=True),
        "refuse": lambda r: decide_award(
            acting_user=r.user, award=picked(r, awards), grant=False, reason=text_of(r, "reason")
        ),
    }


def _awards(one: Agreement) -> list[Section]:
    """Scholarships under it; the payment itself goes outside this page."""
    if one.kind != AgreementKind.SCHOLARSHIP:
        return []
    rows = list(one.awards.select_related("school")[:200])
    names = names_by_person([row.person_id for row in rows])
    met = obligations([(row.pk, row.person_id, one.years) for row in rows], one.region)
    waiting = [row for row in rows if row.state == AwardState.PROPOSED]
    choices = [
        (str(row.uuid), f"{names.get(row.person_id, '')} · {row.amount:,} 元") for row in waiting
    ]
    forms = [
        Form(title=_("同意发放"), do="grant", button=_("同意发放"),
             fields=[Field(name="of", label=_("学生"), kind="select", choices=choices)]),
        Form(title=_("不予发放"), do="refuse", button=_("不予发放"),
             fields=[Field(name="of", label=_("学生"), kind="select", choices=choices), Field(name="reason", label=_("理由"))]),
    ]  # fmt: skip
    return [
        Section(
            title=_("奖学金"),
            lead=_("这里只记决定；款项由资金部门按现有渠道支付，本页不付款。"),
            heads=(_("学生"), _("院校"), _("金额（元）"), _("状态"), _("已在本地工作"), _("约定服务")),
            rows=[
                cells(
                    names.get(row.person_id, ""), row.school.name, f"{row.amount:,}",
                    row.get_state_display(), _("%(n)s 个月") % {"n": met[row.pk].months},
                    _("%(n)s 个月") % {"n": met[row.pk].of},
                )
                for row in rows
            ],
            empty=_("还没有学校提出奖学金。"),
            forms=forms if choices else [],
        )
    ]  # fmt: skip
