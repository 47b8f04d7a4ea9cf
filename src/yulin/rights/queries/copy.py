"""Everything that is held of a person, as rows by section: for themselves alone."""

from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from yulin.access.models import User
from yulin.campus.models import Award, Entry, Guest, Internship, Student, Trainee
from yulin.control.models import Finding
from yulin.entitlements.models import (
    Choice,
    Grant,
    Hold,
    Instalment,
    Notice,
    Objection,
    Ruling,
    Stop,
)
from yulin.entitlements.queries.decisions import decisions_of
from yulin.events.models import Delivery, RoomNotice
from yulin.helping.models import (
    Candidate,
    Complaint,
    Contact,
    HelpCase,
    HelpOffer,
    Project,
    SignUp,
    Visit,
)
from yulin.jobs.models import (
    Application,
    Invitation,
    JobNotice,
    MatchSetting,
    MatchShown,
    NotForMe,
    Resume,
    ResumeLook,
    SavedSearch,
    StageResult,
)
from yulin.jobs.queries.resumes import OWN_WORDS
from yulin.ledger.models import Claim, ClaimStep, PayeeAccount, Payment
from yulin.ledger.models import Notice as MoneyNotice
from yulin.registry.models import Person
from yulin.registry.queries.person_page import PersonPage, person_page
from yulin.registry.queries.scope import rows_of
from yulin.rights.models import Consent, Erasure
from yulin.rights.queries.looks import all_looks, asked_about, pages_seen
from yulin.services.models import Appointment, Stay

Row = dict[str, Any]

_DECIDED = ("policy", "benefit", "version", "status", "label", "amount", "total", "net", "trace")
_HELD = ("policy", "benefit", "reason", "placed_at", "lifted_at", "lift_reason")
_STOPPED = ("cause", "clause", "reason", "decided_at", "lifted_at")
_OBJECTED = ("policy", "benefit", "kind", "text", "state", "asked_at", "due_on", "answer")
_RULED = (
    "policy",
    "benefit",
    "effect",
    "amount",
    "label",
    "clause",
    "reason",
    "from_on",
    "until_on",
    "state",
)

#: section → rows of a person, and the columns that are theirs to read
_SECTIONS: dict[str, tuple[Callable[["QuerySet[Person]"], "QuerySet[Any]"], tuple[str, ...]]] = {
    "choices": (
        lambda rows: Choice.objects.filter(person__in=rows),
        ("keys", "price", "chosen_at", "ended_at"),
    ),
    "grants": (
        lambda rows: Grant.objects.filter(person__in=rows),
        ("policy", "benefit", "version", "begins_on", "period", "periods", "state", "amount"),
    ),
    "instalments": (
        lambda rows: Instalment.objects.filter(person__in=rows),
        ("policy", "benefit", "number", "part", "during", "amount", "version"),
    ),
    "payments": (
        lambda rows: Payment.objects.filter(instalment__person__in=rows).order_by("pk"),
        ("reference", "amount", "state", "answered_at", "refusal"),
    ),
    "claims": (
        lambda rows: Claim.objects.filter(person__in=rows),
        ("cause", "amount", "reason", "answer", "state", "asked_at", "decided_at"),
    ),
    "claim_steps": (
        lambda rows: ClaimStep.objects.filter(claim__person__in=rows),
        ("kind", "amount", "reason", "reference", "asked_at", "agreed"),
    ),
    "holds": (lambda rows: Hold.objects.filter(person__in=rows), _HELD),
    "stops": (lambda rows: Stop.objects.filter(person__in=rows, agreed=True), _STOPPED),
    "objections": (lambda rows: Objection.objects.filter(person__in=rows), _OBJECTED),
    "rulings": (
        lambda rows: Ruling.objects.filter(person__in=rows).exclude(state="proposed"),
        _RULED,
    ),
    "notices": (
        lambda rows: Notice.objects.filter(person__in=rows),
        ("kind", "policy", "benefit", "data", "until", "told_at", "read_at"),
    ),
    "money_notices": (
        lambda rows: MoneyNotice.objects.filter(person__in=rows),
        ("kind", "data", "told_at", "read_at"),
    ),
    "findings_told": (
        lambda rows: Finding.objects.filter(person__in=rows, answer_by__isnull=False),
        ("text", "clause", "answer_by", "answer"),
    ),
    "consents": (
        lambda rows: Consent.objects.filter(person__in=rows),
        ("purpose", "version", "given_at", "withdrawn_at"),
    ),
    "resume": (
        lambda rows: Resume.objects.filter(person__in=rows),
        (*OWN_WORDS, "visibility", "hidden_from_own_firm", "made_at", "changed_at"),
    ),
    "applications": (
        lambda rows: Application.objects.filter(person__in=rows),
        ("post__title", "state", "resume", "reason", "note", "sent_at", "changed_at"),
    ),
    "searches": (
        lambda rows: SavedSearch.objects.filter(person__in=rows),
        ("name", "query", "made_at"),
    ),
    "invitations": (
        lambda rows: Invitation.objects.filter(person__in=rows),
        ("post__title", "employer__code", "sent_at"),
    ),
    "stages": (
        lambda rows: StageResult.objects.filter(application__person__in=rows),
        ("application__post__title", "stage", "outcome", "marks", "at"),
    ),
    "job_notices": (
        lambda rows: JobNotice.objects.filter(person__in=rows),
        ("kind", "data", "told_at", "read_at"),
    ),
    "resume_looks": (
        lambda rows: ResumeLook.objects.filter(person__in=rows),
        ("employer__code", "day"),
    ),
    "room_notices": (
        lambda rows: RoomNotice.objects.filter(person__in=rows),
        ("kind", "data", "told_at", "read_at"),
    ),
    "letters": (
        lambda rows: Delivery.objects.filter(person__in=rows),
        ("letter__title", "letter__body", "dues", "sent_at", "read_at"),
    ),
    "studies_at": (
        lambda rows: Student.objects.filter(person__in=rows),
        ("school__name", "year", "major", "named_at", "agreed_at"),
    ),
    "internship_wishes": (
        lambda rows: Entry.objects.filter(person__in=rows),
        ("round__title", "wishes__place__title", "wishes__rank", "wishes__answer", "group"),
    ),
    "internships": (
        lambda rows: Internship.objects.filter(person__in=rows),
        ("round__title", "place__title", "wish", "score", "state", "started_on", "ended_on"),
    ),
    "scholarships": (
        lambda rows: Award.objects.filter(person__in=rows),
        ("agreement__title", "amount", "state", "decided_on", "reason"),
    ),
    "visits": (
        lambda rows: Guest.objects.filter(person__in=rows),
        ("visit__title", "visit__starts_on", "visit__ends_on", "rating", "words"),
    ),
    "trainings": (
        lambda rows: Trainee.objects.filter(person__in=rows),
        ("order__trade", "order__starts_on", "state", "enrolled_at"),
    ),
    "help": (
        lambda rows: HelpCase.objects.filter(person__in=rows),
        ("state", "needs", "outcome", "evidence", "closed_on", "made_at"),
    ),
    "help_contacts": (
        lambda rows: Contact.objects.filter(case__person__in=rows),
        ("channel", "result", "note", "at"),
    ),
    "help_offers": (
        lambda rows: HelpOffer.objects.filter(case__person__in=rows).exclude(state="proposed"),
        ("kind", "title", "terms", "state", "reason", "why", "made_at", "answered_at"),
    ),
    "sign_ups": (
        lambda rows: SignUp.objects.filter(person__in=rows),
        ("desk__community", "post__title", "reach", "consent", "state", "taken_at"),
    ),
    "candidacies": (
        lambda rows: Candidate.objects.filter(person__in=rows),
        ("agency__licence", "resume", "state", "reason", "proposed_at"),
    ),
    "complaints": (
        lambda rows: Complaint.objects.filter(person__in=rows),
        ("agency__licence", "ground", "text", "state", "answer", "made_at"),
    ),
    "projects": (
        lambda rows: Project.objects.filter(founder__in=rows),
        ("title", "field", "stage", "came_by", "promised", "paid", "ended_because", "made_at"),
    ),
    "project_visits": (
        lambda rows: Visit.objects.filter(project__founder__in=rows),
        ("day", "place", "who", "agreed", "next_step"),
    ),
    "stays": (
        lambda rows: Stay.objects.filter(person__in=rows),
        (
            "place__name",
            "during",
            "state",
            "grounds",
            "purpose",
            "note",
            "shares",
            "called",
            "contact",
            "booked_at",
        ),
    ),
    "appointments": (
        lambda rows: Appointment.objects.filter(person__in=rows),
        ("slot__place__name", "slot__service", "slot__begins_at", "state", "question", "booked_at"),
    ),
    "match_setting": (
        lambda rows: MatchSetting.objects.filter(person__in=rows),
        ("impersonal", "changed_at"),
    ),
    "not_for_me": (
        lambda rows: NotForMe.objects.filter(person__in=rows),
        ("post__title", "reason", "at"),
    ),
    "match_shown": (
        lambda rows: MatchShown.objects.filter(person__in=rows),
        ("post__title", "side", "day", "position", "opened_at"),
    ),
    "erasures": (
        lambda rows: Erasure.objects.filter(person__in=rows),
        ("state", "text", "asked_at", "answer", "outcome"),
    ),
}


def titles() -> dict[str, str]:
    """The sections' names in the reader's language."""
    return _of_dues() | _of_work() | _of_looks()


def _of_dues() -> dict[str, str]:
    return {
        "facts": _("信息"),
        "corrections": _("更正申请"),
        "decisions": _("最近一次结果"),
        "choices": _("待遇选择"),
        "grants": _("享受"),
        "instalments": _("应付"),
        "payments": _("付款"),
        "accounts": _("收款账户"),
        "claims": _("追回"),
        "claim_steps": _("追回进展"),
        "holds": _("人工暂停"),
        "stops": _("停发"),
        "objections": _("异议"),
        "rulings": _("人工决定"),
        "notices": _("待遇告知"),
        "money_notices": _("款项告知"),
        "findings_told": _("核查告知"),
        "consents": _("同意"),
    }


def _of_work() -> dict[str, str]:
    return {
        "resume": _("简历"),
        "applications": _("投递"),
        "searches": _("保存的搜索"),
        "invitations": _("投递邀请"),
        "stages": _("招录环节结果"),
        "job_notices": _("求职招聘告知"),
        "match_setting": _("匹配设置"),
        "not_for_me": _("我隐藏的岗位"),
        "match_shown": _("匹配列表展示过什么"),
        "resume_looks": _("谁看过我的简历"),
        "letters": _("来信"),
        "studies_at": _("学校登记"),
        "internship_wishes": _("实习志愿"),
        "internships": _("实习安排"),
        "scholarships": _("奖学金"),
        "visits": _("研学参访"),
        "trainings": _("订单培训"),
        "help": _("实名帮扶"),
        "help_contacts": _("帮扶联系"),
        "help_offers": _("帮扶推荐"),
        "sign_ups": _("社区报名"),
        "candidacies": _("机构推荐"),
        "complaints": _("机构投诉"),
        "projects": _("人才项目"),
        "project_visits": _("项目走访"),
        "stays": _("住宿"),
        "appointments": _("预约"),
    }


def _of_looks() -> dict[str, str]:
    return {
        "erasures": _("删除申请"),
        "looks": _("谁看过"),
        "pages": _("谁打开过页面"),
        "asked": _("向部门查询"),
    }


def everything_of(*, user: User, person: Person) -> dict[str, list[Row]]:
    """All sections, the empty ones too. Numbers are masked: the file may lie about.

    Raises Person.DoesNotExist for one whom the user may not see.
    """
    page = person_page(user=user, uuid=person.uuid)
    found: dict[str, list[Row]] = {"facts": list(_facts(page)), "corrections": _corrections(page)}
    found["decisions"] = [
        {name: getattr(row, name) for name in _DECIDED}
        for row in decisions_of(user=user, person=person)
    ]
    rows = rows_of(page.person)
    for section, (held, columns) in _SECTIONS.items():
        found[section] = list(held(rows).values(*columns))
    found["accounts"] = [
        {"holder": a.holder, "bank": a.bank, "number": a.number.masked, "state": a.state}
        for a in PayeeAccount.objects.filter(person__in=rows)
    ]
    found["looks"] = [vars(look) for look in all_looks(user=user, person=person)]
    found["pages"] = [vars(seen) for seen in pages_seen(user=user, person=person)]
    found["asked"] = [vars(asked) for asked in asked_about(user=user, person=person)]
    return {section: [_plain(row) for row in found[section]] for section in titles()}


def _facts(page: PersonPage) -> Iterator[Row]:
    """One row a cell, with its source and from when to when it was held."""
    for sheet in page.sheets:
        for row in (*sheet.rows, *sheet.earlier):
            for cell in row.cells:
                if cell.known and cell.text:
                    yield {
                        "table": sheet.table.name,
                        "record": str(row.uuid),
                        "column": cell.column.name,
                        "value": cell.text,
                        "source": row.source,
                        "evidence": row.evidence,
                        "recorded_at": row.recorded_at,
                        "superseded_at": row.superseded_at,
                    }


def _corrections(page: PersonPage) -> list[Row]:
    names = ("table", "column", "claimed", "text", "state", "asked_at", "answer", "answered_at")
    return [{name: getattr(one, name) for name in names} for one in page.corrections]


def _plain(row: Row) -> Row:
    """Ranges and lists as text; money in fen stays a number."""
    return {name: _value(value) for name, value in row.items()}


def _value(value: Any) -> Any:
    if hasattr(value, "lower") and hasattr(value, "upper") and not isinstance(value, str):
        return f"{value.lower}/{value.upper or ''}"
    if isinstance(value, list):
        return "、".join(map(str, value))
    return value
