"""Help for the demo: a list filled by its rule, agencies with orders, a desk, carriers, projects."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, F
from django.utils import timezone

from yulin.access.actions.journal import record
from yulin.access.divisions import bounds
from yulin.access.models import User
from yulin.facts import enums
from yulin.helping.actions.cases import Called, assign_helpers, note_contact, set_needs
from yulin.helping.actions.community import Place, add_party, open_desk, push_posts
from yulin.helping.actions.lists import About, fill_from_register, make_list
from yulin.helping.actions.offers import Offered, make_offer
from yulin.helping.actions.projects import (
    Idea,
    Met,
    Site,
    add_milestone,
    begin_project,
    go_on,
    move_in,
    note_visit,
    register_carrier,
)
from yulin.helping.enums import AgencyState, CarrierKind, ListKind, OrderState, Service
from yulin.helping.models import Agency, HelpCase, HelpList, Order, Project
from yulin.jobs.queries.search import published
from yulin.ledger.demo import REGION
from yulin.registry.models import Education, Employer, EmployerFact, Person

_OFFICER = "demo-officer"
_AGENCIES, _CALLED, _PROJECTS = 6, 40, 5
_TALKED = ("想找离家近的岗位。", "在准备考试，月底再联系。", "愿意参加培训。", "希望进制造企业。")
_IDEAS = (
    ("光电薄膜", "光电"), ("储能电池管理", "新能源"), ("园艺盆景育种", "现代农业"),
    ("医用内窥镜", "生命健康"), ("机器视觉质检", "人工智能"),
)  # fmt: skip
_SITES = (
    ("温州民营经济人力资源产业园", CarrierKind.HR_PARK, 32, ""),
    ("滨海两创园", CarrierKind.TWIN_PARK, 60, ""),
    ("瓯海小微企业园", CarrierKind.SMALL_FIRMS, 80, ""),
    ("温州光电研究院", CarrierKind.INSTITUTE, 24, "浙江大学"),
)


@dataclass(frozen=True)
class Work:
    """How many people are on the list, and how many agencies and projects there are."""

    people: int
    agencies: int
    projects: int


@transaction.atomic
def set_up_helping() -> Work | None:
    """Set it up once; None where there is a list already.

    Raises PermissionDenied where the demo is off.
    """
    if not settings.YULIN_DEMO:
        raise PermissionDenied
    if HelpList.objects.exists():
        return None
    officer = User.objects.get(username=_OFFICER)
    record(acting_user=None, action="helping.demo.load", region=REGION)
    people = _help(officer)
    firms = _firms()
    agencies = _agencies(officer, firms[:_AGENCIES])
    _desk(officer)
    _projects(officer, firms[_AGENCIES:], firms[: len(agencies)])
    return Work(people=people, agencies=len(agencies), projects=Project.objects.count())


def _help(officer: User) -> int:
    """Graduates of the year of which the register has most, and a second list of hardship."""
    year = _latest_year()
    about = About(
        name=f"{year}届离校未就业毕业生",
        kind=ListKind.GRADUATES,
        division=REGION,
        year=year,
        source="毕业生实名登记与就业登记比对",
    )
    graduates = make_list(acting_user=officer, about=about)
    fill_from_register(acting_user=officer, helplist=graduates)
    hardship = About(
        name="就业困难人员", kind=ListKind.HARDSHIP, division=REGION, year=year, source="困难认定"
    )
    second = make_list(acting_user=officer, about=hardship)
    fill_from_register(acting_user=officer, helplist=second)
    assign_helpers(acting_user=officer, helplist=graduates, helpers=[officer])
    posts = list(published().order_by("pk")[:_CALLED])
    for place, case in enumerate(graduates.cases.order_by("pk")[:_CALLED]):
        _called(officer, case, place)
        if posts and place % 2 == 0:
            _offer(officer, case, posts[place % len(posts)])
    return HelpCase.objects.count()


def _latest_year() -> int:
    """The latest year with at least ten graduates."""
    rows = (
        Education.objects.current()
        .filter(
            status=enums.STUDY_STATUS.code("毕业"),
            graduated_on__isnull=False,
            person__division__range=bounds(REGION),
        )
        .values_list("graduated_on__year")
        .annotate(n=Count("pk"))
        .filter(n__gte=10)
        .order_by("-graduated_on__year")
    )
    found = rows.first()
    return found[0] if found else timezone.localdate().year


def _called(officer: User, case: HelpCase, place: int) -> None:
    result = ("reached", "no_answer", "reached", "later")[place % 4]
    note = _TALKED[place % len(_TALKED)] if result == "reached" else ""
    called = Called(channel="phone", result=result, note=note)
    note_contact(acting_user=officer, case=case, called=called)
    set_needs(acting_user=officer, case=case, needs=[("post", "training")[place % 2]])


def _offer(officer: User, case: HelpCase, post: object) -> None:
    for offered in (
        Offered(kind="post", post=post),  # type: ignore[arg-type]
        Offered(kind="policy", title="高校毕业生就业补贴和求职路费补贴"),
        Offered(kind="training", title="数控加工技能培训班"),
    ):
        make_offer(acting_user=officer, case=case, offered=offered)


def _firms() -> list[Employer]:
    """Those without open posts first: agencies are none of the firms that look for people."""
    rows = EmployerFact.objects.current().filter(division__range=bounds(REGION))
    hiring = set(published().values_list("employer", flat=True))
    facts = rows.select_related("employer").order_by("pk")[:200]
    return sorted((one.employer for one in facts), key=lambda one: (one.pk in hiring, one.pk))


def _agencies(officer: User, firms: list[Employer]) -> list[Agency]:
    now = timezone.now()
    made = [
        Agency.objects.create(
            employer=firm,
            division=firm.division or REGION,
            licence=f"(浙)人服证字〔2024〕第{place:04}号",
            licence_until=now.date() + timedelta(days=400 if place else -30),
            services=[Service.RECRUITMENT, (Service.SEARCH, Service.TRAINING)[place % 2]],
            fields=[("电气", "化工", "制造")[place % 3]],
            state=AgencyState.LISTED,
            reason="许可证原件已核验",
            checked_by=officer,
            checked_at=now,
        )
        for place, firm in enumerate(firms)
    ]
    posts = published().filter(headcount__gt=F("filled")).select_related("employer")
    for place, post in enumerate(posts.order_by("pk")[: len(made) * 2]):
        agency = made[1 + place % (len(made) - 1)]
        if agency.employer_id == post.employer_id:
            continue
        Order.objects.create(
            employer=post.employer, agency=agency, division=post.division, post=post,
            people=min(30, post.headcount - post.filled), days=5, fee=300_000, no_charge=True,
            state=OrderState.TAKEN, taken_at=now - timedelta(days=2), placed_by=officer,
        )  # fmt: skip
    return made


def _desk(officer: User) -> None:
    place = Place(
        division=330302, street="五马街道", community="墨池社区", opening="党群服务中心，周二上午"
    )
    desk = open_desk(acting_user=officer, place=place)
    for kind, name, part in (
        ("organisation", "乐邻社会服务中心", "上门走访、组织招聘日"),
        ("worker", "社工站", "登记、陪同面试"),
        ("resources", "商会企业联盟", "提供岗位和班车"),
    ):
        add_party(acting_user=officer, desk=desk, kind=kind, name=name, part=part)
    push_posts(acting_user=officer, desk=desk)


def _projects(officer: User, firms: list[Employer], agencies: list[Employer]) -> None:
    today = timezone.localdate()
    sites = [
        register_carrier(
            acting_user=officer,
            site=Site(
                name=name, kind=kind, division=REGION, address="示范路 1 号", rooms=rooms,
                partners=partners,
            ),
        )
        for name, kind, rooms, partners in _SITES
    ]  # fmt: skip
    for room, firm in enumerate(agencies, start=301):
        move_in(acting_user=officer, carrier=sites[0], employer=firm, room=f"{room}", since=today)
    for room, firm in enumerate(firms[:20], start=101):
        move_in(acting_user=officer, carrier=sites[1], employer=firm, room=f"{room}", since=today)
    founders = Person.objects.filter(
        division__range=bounds(REGION),
        merged_into__isnull=True,
        educations__level__gte=enums.EDUCATION.code("硕士"),
    )
    chosen = founders.distinct().order_by("pk")[:_PROJECTS]
    for place, (founder, (title, field)) in enumerate(zip(chosen, _IDEAS, strict=False)):
        idea = Idea(
            title=title, field=field, division=REGION, came_by="校友招商推介会",
            promised=500_000_000 * (place + 1),
        )  # fmt: skip
        project = begin_project(acting_user=officer, founder=founder, idea=idea)
        for stage in ("talks", "visited")[: place % 3]:
            go_on(acting_user=officer, project=project, stage=stage, reason="座谈会议定")
        met = Met(
            day=today - timedelta(days=3 + place), place="项目所在地", who="招商小组、项目团队",
            agreed="看过厂房，谈定先租后买。", next_step="报送方案", next_on=today,
        )  # fmt: skip
        note_visit(acting_user=officer, project=project, met=met)
        add_milestone(
            acting_user=officer, project=project, title="注册公司",
            due_on=today + timedelta(days=30 * (place - 1)),
        )  # fmt: skip
