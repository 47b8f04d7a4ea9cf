"""A world of two regions, made once: of each kind of row one about each of four people.

| scope | person | belongs to | works for |
|---|---|---|---|
| own | whose account the role "person" is | here | the firm of the role "employer" |
| same | somebody else of the region | here | the same firm |
| organisation | | here | another firm |
| other | | elsewhere | a firm elsewhere |

Every text about a row carries its scope's mark, so that a mark in an answer shows what got out.
"""

import datetime as dt
import uuid
from collections import Counter
from decimal import Decimal
from types import SimpleNamespace

from django.utils import timezone

from tests.conftest import make_user
from tests.programmes.documents import write_library
from tests.registry.builders import ANNA, BEN, CARA, FIRM, OTHER_FIRM, load, number
from tests.web.access_campaigns import campaigns_of_region, letter_to_a_person
from yulin.access.enums import ADMINISTRATION, Duty, Role
from yulin.access.models import DutyGrant, DutyRequest, User
from yulin.campus.models import Agreement, Round, School, Visit
from yulin.codes import credit
from yulin.control.models import Campaign, CampaignEntry, Finding, Signal
from yulin.control.population import Population
from yulin.entitlements.actions.accrue import accrue
from yulin.entitlements.actions.execute import execute_run
from yulin.entitlements.actions.request import request_run
from yulin.entitlements.models import (
    Grant,
    Hold,
    Instalment,
    Notice,
    Objection,
    Rehearsal,
    Stop,
)
from yulin.events.models import Event, Participation, Series, Ticket
from yulin.helping.models import Agency, Carrier, Desk, HelpCase, HelpList, Order, Project
from yulin.intake.models import Upload
from yulin.jobs.models import (
    Application,
    HiringPlan,
    Post,
    PostWorkbook,
    Resume,
    ResumeAudience,
)
from yulin.ledger.models import (
    Batch,
    BudgetLine,
    Claim,
    ClaimPart,
    ClaimTerm,
    Fund,
    PayeeAccount,
    Payment,
    ProofRecord,
    Reply,
    ReplyFile,
    Tier,
)
from yulin.programmes.models import Draft, DraftSave
from yulin.registry.models import (
    CorrectionRequest,
    Employer,
    IdentityLink,
    NameChange,
    Person,
)
from yulin.rights.models import Erasure, RetentionReport
from yulin.services.models import Allowance, Appointment, Bed, Place, Scheme, Slot, Stay
from yulin.sources.models import Source

HERE, THERE = 330302, 330382
SCOPES = ("own", "same", "organisation", "other")
MARKS = {
    "own": "QZXOWNMARK",
    "same": "QZXSAMEMARK",
    "organisation": "QZXFIRMMARK",
    "other": "QZXOTHERMARK",
}
DORA, EMIL = number("99999919910404004"), number("99999919930505005")
THIRD_FIRM = "91330382MA0000003" + credit.check_character("91330382MA0000003")
NUMBERS = {"own": ANNA, "same": BEN, "organisation": CARA, "other": DORA}
FIRMS = {"own": FIRM, "same": FIRM, "organisation": OTHER_FIRM, "other": THIRD_FIRM}
DAY = dt.date(2026, 11, 2)
POLICY, BENEFIT = "T-02", "安家"
NOBODY = uuid.UUID(int=4)

OFFICERS = {
    duty.value: duty for duty in Duty if duty not in ADMINISTRATION
}  # an officer of one duty each
ADMINISTRATORS = {duty.value: duty for duty in sorted(ADMINISTRATION)}


#: a published post, which everybody reads
VACANCY = "7d3f0000-0000-4000-8000-000000000001"
#: an event of this region that takes people, which everybody reads
FAIR = "7d3f0000-0000-4000-8000-000000000003"
#: an agency whose licence is valid, which everybody sees
PROVIDER = "7d3f0000-0000-4000-8000-000000000002"
STATION = "7d3f0000-0000-4000-8000-000000000002"


def region_of(scope):
    return THERE if scope == "other" else HERE


def make_world(folder):
    """Rows about four people, and an account of each role."""
    write_library(folder / "policies", amount="100.05")
    _load()
    world = SimpleNamespace(
        calls=Counter(), people={}, rows={scope: {} for scope in SCOPES}, users={}
    )
    for scope, whose in NUMBERS.items():
        world.people[scope] = Person.objects.by_number(whose)
    world.emil = Person.objects.by_number(EMIL)
    world.authors = {
        region: make_user(Role.OFFICER, username=f"author-{region}", region=region)
        for region in (HERE, THERE)
    }
    _accounts(world)
    world.runs = {region: _run(world, region) for region in (HERE, THERE)}
    accrue(
        acting_user=None, run=execute_run(run=request_run(acting_user=None, as_of=DAY, queue=False))
    )
    for region, scope in ((HERE, "own"), (THERE, "other")):
        _of_a_region(world, region, scope)
        campaigns_of_region(world, region, scope, MARKS[scope])
    for scope in SCOPES:
        _about_a_person(world, scope)
        letter_to_a_person(world, scope)
    for scope in ("same", "organisation"):  # rows of the region, which nobody owns
        for kind, row in world.rows["own"].items():
            world.rows[scope].setdefault(kind, row)
    for scope in SCOPES:
        _of_the_site(world, scope)
    for scope in SCOPES:
        _of_work(world, scope)
    fairs = {region: _fair(region) for region in (HERE, THERE)}
    for scope in SCOPES:
        _of_fairs(world, scope, *fairs[region_of(scope)])
        _of_services(world, scope)
    for scope in SCOPES:
        _of_help(world, scope)
    nobody = Employer.objects.create(code="NOBODYS", division=HERE)
    _of_campus(world, nobody)
    _post(nobody, HERE, uuid=VACANCY, title="焊工")
    _agency(nobody, HERE, world.authors[HERE], uuid=PROVIDER)
    # a password that nobody knows, so that the pages about passwords open
    User.objects.update(password="unknown", password_changed_at=timezone.now())
    world.users = {name: User.objects.get(pk=user.pk) for name, user in world.users.items()}
    return world


def _load():
    load(
        人员=[
            {"证件号": NUMBERS[scope], "姓名": f"人{MARKS[scope]}", "户籍地": region_of(scope)}
            for scope in SCOPES
        ]
        + [{"证件号": EMIL, "姓名": f"二{MARKS['other']}", "户籍地": THERE}],
        学历=[{"证件号": whose, "学历": "博士"} for whose in (*NUMBERS.values(), EMIL)],
        就业=[{"证件号": NUMBERS[scope], "单位代码": FIRMS[scope]} for scope in SCOPES],
        单位=[
            {
                "单位代码": FIRMS[scope],
                "单位名称": f"厂{MARKS[scope]}",
                "单位地区": region_of(scope),
            }
            for scope in ("own", "organisation", "other")
        ],
    )


def _accounts(world):
    users = world.users
    users["person"] = make_user(
        Role.PERSON, username="w-person", person_key=str(world.people["own"].uuid)
    )
    world.employers = {scope: Employer.objects.get(code=FIRMS[scope]) for scope in SCOPES}
    users["employer"] = make_user(
        Role.EMPLOYER, username="w-employer", organisation_key=str(world.employers["own"].uuid)
    )
    for role in (Role.SCHOOL, Role.EXPERT, Role.AUDITOR):
        users[role.value] = make_user(role, username=f"w-{role}")
    users["officer"] = make_user(Role.OFFICER, username="w-officer", region=HERE)
    users["elsewhere"] = make_user(Role.OFFICER, username="w-elsewhere", region=THERE)
    users["no_factor"] = make_user(Role.OFFICER, username="w-no-factor", region=HERE)
    users["closed"] = make_user(Role.OFFICER, username="w-closed", region=HERE)
    for name, duty in (OFFICERS | ADMINISTRATORS).items():
        of_a_region = name in OFFICERS
        role = Role.OFFICER if of_a_region else Role.ADMINISTRATOR
        region = HERE if of_a_region else None
        users[name] = make_user(role, username=f"w-{name}", region=region)
        begins = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
        DutyGrant.objects.create(
            holder=users[name], duty=duty, region=region, during=(begins, None), basis="任命"
        )


def _run(world, region):
    asked = request_run(acting_user=world.authors[region], as_of=DAY, region=region, queue=False)
    return execute_run(run=asked)


def _of_a_region(world, region, scope):
    """Rows that belong to a region and to nobody in it."""
    mark, author, rows = MARKS[scope], world.authors[region], world.rows[scope]
    rows["run"] = world.runs[region]
    rows["fund"] = Fund.objects.create(name=mark, region=region, year=2026, basis=mark)
    rows["line"] = BudgetLine.objects.create(fund=rows["fund"], stage="subsidise", source="city")
    rows["batch"] = Batch.objects.create(region=region, title=mark, made_by=author)
    rows["reply_file"] = ReplyFile.objects.create(
        region=region, name=mark, sha256=f"{region:064d}", taken_by=author
    )
    rows["upload"] = Upload.objects.create(
        original_name=f"{mark}.xlsx",
        path=mark,
        sha256=f"{region:064d}",
        size=1,
        uploaded_by=author,
        region=region,
        state="checked",
        checked_at=timezone.now(),
    )
    rows["source"] = Source.objects.create(
        name=mark,
        department=mark,
        kind="message",
        region=region,
        table="学历",
        purpose="核验",
        legal_basis="条例",
        created_by=author,
    )
    rows["rehearsal"] = Rehearsal.objects.create(
        region=region,
        code=f"D-{region}",
        title=mark,
        text=mark,
        sha256="0" * 64,
        as_of=DAY,
        years=1,
        requested_by=author,
    )
    rows["draft"] = Draft.objects.create(
        code=f"D-{region}",
        title=mark,
        region=region,
        text=f"编号: D-{region}\n标题: {mark}\n",
        author=author,
    )
    DraftSave.objects.create(draft=rows["draft"], revision=1, text=mark, saved_by=author)
    rows["campaign"] = Campaign.objects.create(
        region=region,
        title=mark,
        population=Population(paid_from=DAY, paid_to=DAY).as_json(),
        stratify="none",
        size=1,
        seed_hash="0" * 64,
        secret="00" * 32,
        made_by=author,
    )
    rows["duty_request"] = DutyRequest.objects.create(
        holder=world.authors[region],
        duty=Duty.MAKER,
        region=region,
        reason="调岗",
        requested_by=world.users["officer"],
    )


def _about_a_person(world, scope):
    mark, region = MARKS[scope], region_of(scope)
    person, author, rows = world.people[scope], world.authors[region], world.rows[scope]
    account = world.users["person"] if scope == "own" else author
    regional = world.rows["other" if scope == "other" else "own"]
    about = {"person": person, "policy": POLICY, "benefit": BENEFIT}
    rows["person"], rows["employer"] = person, world.employers[scope]
    rows["correction"] = CorrectionRequest.objects.create(
        person=person, table="学历", column="毕业日期", claimed=mark, text=mark, asked_by=account
    )
    rows["objection"] = Objection.objects.create(
        **about, kind="objection", region=region, text=mark, asked_by=account, due_on=DAY
    )
    firm = {"employer": world.employers[scope], "policy": "T-03", "benefit": "租金"}
    rows["firm_notice"] = Notice.objects.create(
        **firm, kind="held", event=f"firm:{scope}", data={"reason": mark}, until=DAY
    )
    clerk = world.users["employer"] if scope in {"own", "same"} else author
    rows["firm_objection"], _made = Objection.objects.get_or_create(
        **firm,
        defaults={
            "kind": "human",
            "region": region,
            "text": mark,
            "asked_by": clerk,
            "due_on": DAY,
        },
    )
    rows["tier"] = Tier.objects.get_or_create(
        region=region,
        from_on=DAY,
        defaults={"limit": Decimal(50000), "reason": mark, "asked_by": author},
    )[0]
    rows["hold"] = Hold.objects.create(**about, region=region, reason=mark, placed_by=author)
    rows["notice"] = Notice.objects.filter(person=person).first()
    rows["name_change"] = NameChange.objects.create(
        person=person,
        old_name=mark,
        new_name=f"新{mark}",
        valid_from=DAY,
        reason=mark,
        evidence=mark,
        asked_by=author,
        asked_at=timezone.now(),
    )
    pairs = dict(zip(SCOPES, ("same", "organisation", "own", None), strict=True))
    other = world.people[pairs[scope]] if pairs[scope] else world.emil
    rows["pair"] = (person, other)
    rows["link"] = IdentityLink.objects.create(
        kept=person,
        other=other,
        ground="duplicate",
        reason=mark,
        evidence=mark,
        asked_by=author,
        asked_at=timezone.now(),
    )
    rows["erasure"] = Erasure.objects.create(
        person=person, region=region, text=mark, asked_by=account, due_on=DAY
    )
    _money_of(world, scope, regional)
    rows["stop"] = Stop.objects.create(
        grant=rows["payment"].instalment.grant,
        person=person,
        region=region,
        cause="officer",
        clause=mark,
        reason=mark,
        asked_by=author,
    )
    rows["signal"] = Signal.objects.create(
        person=person,
        kind="shared_account",
        key=mark,
        region=region,
        evidence={"rows": [], "figures": {}},
        found_at=timezone.now(),
    )
    rows["finding"] = Finding.objects.create(
        person=person,
        signal=rows["signal"],
        payment=rows["payment"],
        region=region,
        result="doubtful",
        checked=Decimal("100.05"),
        text=mark,
        proposed_by=author,
        answer_by=DAY,
    )
    rows["firm_finding"] = Finding.objects.create(
        employer=world.employers[scope],
        signal=Signal.objects.create(
            employer=world.employers[scope],
            kind="shared_account",
            key=f"firm {mark}",
            region=region,
            evidence={"rows": [], "figures": {}},
            found_at=timezone.now(),
        ),
        region=region,
        result="doubtful",
        text=mark,
        proposed_by=author,
        answer_by=DAY,
    )
    rows["entry"] = CampaignEntry.objects.create(
        campaign=regional["campaign"],
        payment=rows["payment"],
        name=str(uuid.uuid4()),
        stratum="",
        amount=Decimal("100.05"),
        place=SCOPES.index(scope) + 1,
    )


def _money_of(world, scope, regional):
    mark, person, author = MARKS[scope], world.people[scope], world.authors[region_of(scope)]
    rows = world.rows[scope]
    rows["payee"] = PayeeAccount.objects.create(
        person=person,
        holder=mark,
        bank=mark,
        bank_code="313333007331",
        number=f"62220000{NUMBERS[scope][6:14]}",
        asked_by=author,
    )
    rows["payment"] = Payment.objects.create(
        batch=regional["batch"],
        instalment=Instalment.objects.get(person=person),
        account=rows["payee"],
        reference=mark,
        amount=Decimal("100.05"),
    )
    rows["reply"] = Reply.objects.create(
        file=regional["reply_file"],
        row=SCOPES.index(scope),
        payment=rows["payment"],
        reference=mark,
        finding="unknown",
        why=mark,
    )
    claim = rows["claim"] = Claim.objects.create(
        person=person,
        grant=Grant.objects.get(person=person),
        region=region_of(scope),
        cause="redecision",
        amount=Decimal("1.00"),
        reason=mark,
        asked_by=author,
    )
    ClaimPart.objects.create(
        claim=claim, payment=rows["payment"], line=regional["line"], amount=claim.amount
    )
    ClaimTerm.objects.create(claim=claim, number=1, due_on=DAY, amount=claim.amount)


def _of_the_site(world, scope):
    """What has no region; every scope names the same row of it."""
    rows = world.rows[scope]
    rows["proof"] = ProofRecord.objects.first() or ProofRecord.objects.create(
        postings=0, payments=0, total=0, broken=0
    )
    rows["retention"] = RetentionReport.objects.first() or RetentionReport.objects.create(as_of=DAY)
    rows["account"] = world.authors[HERE]
    rows["grant"] = world.users["maker"].duties.get()
    rows["passkey"] = rows["session"] = SimpleNamespace(uuid=NOBODY)  # nobody else's opens


def _post(employer, division, **more):
    now = timezone.now()
    told = {
        "state": "open",
        "source": "form",
        "title_key": "工",
        "duties": "按图纸工作",
        "forms": ["全职"],
        "headcount": 3,
        "valid_until": now.date() + dt.timedelta(days=30),
        "published_at": now,
        "duplicate_hash": uuid.uuid4().hex,
    }
    return Post.objects.create(employer=employer, division=division, **(told | more))


def _of_campus(world, employer):
    """A school that is a partner here, whose clerk the role "school" is, and rows of both regions."""
    school = School.objects.create(employer=employer, name="某校", region=HERE, since=DAY)
    User.objects.filter(pk=world.users["school"].pk).update(organisation_key=str(employer.uuid))
    for scope in SCOPES:
        mark, region, rows = MARKS[scope], region_of(scope), world.rows[scope]
        rows["campus_agreement"] = Agreement.objects.create(
            title=mark, kind="place", region=region, starts_on=DAY, ends_on=DAY
        )
        rows["campus_round"] = Round.objects.create(
            title=mark,
            kind="internship",
            region=region,
            wishes_until=DAY,
            starts_on=DAY,
            ends_on=DAY,
        )
        rows["campus_visit"] = Visit.objects.create(
            title=mark, region=region, school=school, starts_on=DAY, ends_on=DAY, places=20
        )


def _of_work(world, scope):
    """A draft of each firm, which only it and its officers see, and an application to it."""
    mark, firm, place = MARKS[scope], world.employers[scope], region_of(scope)
    post = _post(firm, place, title=f"岗{mark}", state="waiting")
    world.rows[scope]["post"] = post
    world.rows[scope]["application"] = Application.objects.create(
        post=post,
        employer=firm,
        division=place,
        person=world.people[scope],
        resume={"name": mark, "badges": [], "education": None, "own": {}},
    )
    author = world.authors[place]
    world.rows[scope]["workbook"] = PostWorkbook.objects.create(
        employer=firm, name=f"{mark}.xlsx", sha256="0" * 64, submitted=True, made_by=author
    )
    world.rows[scope]["plan"] = HiringPlan.objects.create(
        employer=firm, number=f"{scope}", title=f"划{mark}", year=2026, division=place, stages=[],
        made_by=author,
    )  # fmt: skip
    resume = Resume.objects.create(
        person=world.people[scope], titles=[f"愿{mark}"], visibility="chosen"
    )
    ResumeAudience.objects.create(resume=resume, employer=firm, kind="chosen")
    world.rows[scope]["resume"] = resume


def _fair(region):
    """A series and an event of a region, which anybody may read: neither has a mark."""
    begins = timezone.now()
    event = Event.objects.create(
        **({"uuid": FAIR} if region == HERE else {}),
        name="招聘会",
        kind="fair",
        state="open",
        division=region,
        begins_at=begins,
        ends_at=begins + dt.timedelta(days=1),
        published_at=begins,
    )
    return Series.objects.create(name="系列", division=region), event


def _of_fairs(world, scope, series, event):
    """A ticket of each person and, not yet answered, an application of each firm for a booth."""
    rows = world.rows[scope]
    rows["series"], rows["event"] = series, event
    rows["exhibit"], _made = Participation.objects.get_or_create(
        event=event, employer=world.employers[scope], division=event.division, state="applied"
    )
    rows["ticket"] = Ticket.objects.create(
        event=event,
        person=world.people[scope],
        division=event.division,
        state="held",
        seat=SCOPES.index(scope) + 1,
        code=f"TICKET{scope[:4].upper()}",
    )


def _of_services(world, scope):
    """A draft of a place and of a scheme, which only their officers see; a stay, an appointment."""
    mark, division, person = MARKS[scope], region_of(scope), world.people[scope]
    rows = world.rows[scope]
    station, _made = Place.objects.get_or_create(
        uuid=STATION, kind="hostel", name="驿站", address="路", division=HERE, state="open"
    )
    of_all, _made = Scheme.objects.get_or_create(
        division=HERE, name="三天", first_day=DAY, nights=3, state="open"
    )
    bed = Bed.objects.create(place=station, room="1", name=scope)
    told = {"place": station, "division": division, "bed": bed, "person": person}
    rows["stay"] = Stay.objects.create(
        **told,
        allowance=Allowance.objects.create(scheme=of_all, person=person, year=0, cap=3),
        during=(DAY, DAY + dt.timedelta(days=1)),
        state="booked",
        note=mark,
    )
    now = timezone.now() + dt.timedelta(days=1)
    slot = Slot.objects.create(
        place=station, division=division, service="file", capacity=1,
        begins_at=now, ends_at=now + dt.timedelta(hours=1),
    )  # fmt: skip
    rows["visit"] = Appointment.objects.create(
        slot=slot, division=division, person=person, question=mark, booked_by=world.authors[HERE]
    )
    drafted = {"division": division, "name": f"点{mark}"}
    rows["place"] = Place.objects.create(**drafted, kind="window", address="路")
    rows["scheme"] = Scheme.objects.create(**drafted, first_day=DAY, nights=3)


def _agency(employer, division, officer, **more):
    now = timezone.now()
    return Agency.objects.create(
        employer=employer,
        division=division,
        licence=uuid.uuid4().hex,
        licence_until=now.date() + dt.timedelta(days=90),
        services=["recruitment"],
        state="listed",
        reason="核",
        checked_by=officer,
        checked_at=now,
        **more,
    )


def _of_help(world, scope):
    """A list with its person, a desk, a carrier, a project; of each firm an agency, and an order.

    Carriers are everybody's to see, and listed agencies with their firms' names: carriers bear no
    mark, and after the order each agency is suspended.
    """
    mark, firm, place = MARKS[scope], world.employers[scope], region_of(scope)
    person, officer, rows = world.people[scope], world.authors[place], world.rows[scope]
    rows["helplist"] = HelpList.objects.create(
        name=mark, kind="graduates", division=place, year=2026, source=mark, made_by=officer
    )
    rows["case"] = HelpCase.objects.create(
        helplist=rows["helplist"], division=place, person=person, source="register"
    )
    rows["desk"] = Desk.objects.create(division=place, street=mark, community=mark, opening=mark)
    rows["carrier"] = Carrier.objects.create(
        name=f"园{scope}", kind="hr_park", division=place, address="路", rooms=3
    )
    rows["project"] = Project.objects.create(
        title=mark, field=mark, division=place, founder=person, came_by=mark, officer=officer
    )
    agency = Agency.objects.filter(employer=firm).first() or _agency(firm, place, officer)
    Agency.objects.filter(pk=agency.pk).update(state="listed")
    rows["agency"] = agency
    rows["order"] = Order.objects.create(
        employer=firm,
        agency=agency,
        division=place,
        post=rows["post"],
        people=2,
        days=5,
        terms=mark,
        no_charge=True,
        placed_by=officer,
    )
    Agency.objects.filter(pk=agency.pk).update(state="suspended")
