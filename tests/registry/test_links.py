"""Two registrations of one human being are read as one, and are two again as if nothing had been."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.registry.builders import ANNA, BEN, CARA, load
from yulin.access.actions.journal import record
from yulin.access.enums import Duty, Role
from yulin.access.models import DutyGrant, JournalEntry
from yulin.facts.enums import MARRIAGE
from yulin.registry.actions.links import (
    answer_link,
    answer_parting,
    propose_link,
    propose_parting,
)
from yulin.registry.enums import LinkGround, LinkState
from yulin.registry.errors import RegistryError
from yulin.registry.models import FACT_MODELS, Coverage, IdentityLink, Person
from yulin.registry.queries.aliases import aliases_at
from yulin.registry.queries.employers import known_employers
from yulin.registry.queries.facts import facts_in, facts_of, people_of_region
from yulin.registry.queries.people import people_list
from yulin.registry.queries.person_page import person_page
from yulin.registry.queries.recognised import key_of_number

pytestmark = pytest.mark.django_db

PASSPORT = "EJ0000001"


def with_duty(user, duty, region):
    DutyGrant.objects.create(
        holder=user, duty=duty, region=region, during=("2020-01-01T00:00Z", None), basis="测试"
    )
    return user


@pytest.fixture
def maker(user_of):
    return with_duty(user_of(Role.OFFICER, username="maker"), Duty.MAKER, 330300)


@pytest.fixture
def checker(user_of):
    return with_duty(user_of(Role.OFFICER, username="checker"), Duty.CHECKER, 330300)


def person(number):
    return Person.objects.by_number(number)


def register():
    """Anna, by her identity card and by her passport: a school knows one, a hospital the other."""
    load(
        人员=[{"证件号": ANNA, "姓名": "安娜", "婚姻状况": "未婚"}],
        学历=[{"证件号": ANNA, "毕业院校": "温州大学"}],
        社保=[{"证件号": ANNA}],
    )
    load(
        人员=[
            {
                "证件号": PASSPORT,
                "证件类型": "护照",
                "姓名": "ANNA",
                "出生日期": "1990-01-01",
                "婚姻状况": "已婚",
                "生源地": 330302,
                "户籍地": 330304,
            }
        ],
        学历=[{"证件号": PASSPORT, "毕业院校": "温州大学"}],
        证书=[{"证件号": PASSPORT, "证书编号": "Z1"}],
    )
    return person(ANNA), person(PASSPORT)


def propose(maker, kept, other):
    return propose_link(
        acting_user=maker, kept=kept, other=other, reason="同一人", evidence="核查单1号"
    )


def join(maker, checker, kept, other):
    link = propose(maker, kept, other)
    return answer_link(acting_user=checker, link=link, accept=True, answer="属实")


def part(maker, checker, link):
    propose_parting(acting_user=maker, link=link, reason="不是同一人")
    return answer_parting(acting_user=checker, link=link, accept=True, answer="属实")


def everything():
    """Every row of every fact, of every column."""
    return {
        model.__name__: list(model.objects.order_by("pk").values())
        for model in (*FACT_MODELS, Coverage)
    }


def known(moment=None):
    """What an engine reads of everybody, as plain values, keyed by sheet."""
    people = Person.objects.filter(merged_into__isnull=True).order_by("pk")
    return [
        {sheet: frame.to_dicts() for sheet, frame in facts.tables.items()}
        for facts in facts_in(people=people, known_on=moment)
    ]


def of(who, moment=None):
    return facts_of(who, known_on=moment).tables


def test_two_are_read_as_one_and_nothing_is_moved(maker, checker, jobs):
    anna, other = register()
    before = everything()
    link = join(maker, checker, anna, other)
    assert everything() == before
    other.refresh_from_db()
    assert (link.state, other.merged_into_id) == (LinkState.JOINED, anna.pk)
    held = of(anna)
    assert held["证书"]["证书编号"].to_list() == ["Z1"]
    assert held["证书"]["证件号"].to_list() == [anna.key]
    # Said alike under both numbers, it is one degree; of 人员 the kept one stands, blanks are filled.
    assert held["学历"]["毕业院校"].to_list() == ["温州大学"]
    (row,) = held["人员"].to_dicts()
    assert (row["姓名"], row["婚姻状况"], row["户籍地"]) == ("安娜", MARRIAGE.code("未婚"), 330302)
    assert row["生源地"] == 330302
    assert [p.pk for p in people_of_region(330300)] == [anna.pk]


def test_two_equal_records_of_one_number_are_two_still(maker, checker, jobs):
    twice = {"证件号": ANNA, "毕业院校": "甲"}
    load(人员=[{"证件号": ANNA}], 学历=[twice, twice])
    load(人员=[{"证件号": PASSPORT}], 学历=[{"证件号": PASSPORT, "毕业院校": "甲"}])
    join(maker, checker, person(ANNA), person(PASSPORT))
    assert of(person(ANNA))["学历"]["毕业院校"].to_list() == ["甲", "甲"]


def test_what_we_knew_on_that_day_stays_what_it_was(maker, checker, jobs):
    anna, other = register()
    apart = timezone.now()
    before = known()
    link = join(maker, checker, anna, other)
    joined_at, joined = timezone.now(), known()
    assert joined != before
    part(maker, checker, link)
    assert known() == before
    anna_then = of(anna, apart)
    assert anna_then["学历"].height == 1
    assert "证书" not in anna_then
    assert of(anna, joined_at)["证书"].height == 1
    assert "证书" not in of(anna)
    assert of(person(PASSPORT))["证书"].height == 1


def test_what_arrives_meanwhile_stays_with_the_number_that_it_came_with(maker, checker, jobs):
    anna, other = register()
    link = join(maker, checker, anna, other)
    load(人员=[{"证件号": PASSPORT, "姓名": "ANNA"}], 证书=[{"证件号": PASSPORT, "证书编号": "Z2"}])
    load(学历=[{"证件号": ANNA, "毕业院校": "浙江大学"}])
    held = of(anna)
    assert held["证书"]["证书编号"].to_list() == ["Z2"]
    assert sorted(held["学历"]["毕业院校"]) == ["浙江大学", "温州大学"]
    part(maker, checker, link)
    assert of(anna)["学历"]["毕业院校"].to_list() == ["浙江大学"]
    assert of(person(PASSPORT))["学历"]["毕业院校"].to_list() == ["温州大学"]
    assert of(person(PASSPORT))["证书"]["证书编号"].to_list() == ["Z2"]


SHEETS = {"学历": "毕业院校", "证书": "证书编号", "荣誉": "荣誉名称", "成果": "名称"}
CONTENT = st.fixed_dictionaries(
    {sheet: st.lists(st.sampled_from("甲乙丙"), max_size=3) for sheet in SHEETS}
)


@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(first=CONTENT, second=CONTENT, later=CONTENT)
def test_joining_and_parting_is_as_if_nothing_had_been(maker, checker, jobs, first, second, later):
    with transaction.atomic():
        for number, content in ((ANNA, first), (BEN, second)):
            load(
                人员=[{"证件号": number}],
                **{
                    sheet: [{"证件号": number, SHEETS[sheet]: name} for name in names]
                    for sheet, names in content.items()
                },
            )
        rows, read = everything(), known()
        anna, ben = person(ANNA), person(BEN)
        link = join(maker, checker, anna, ben)
        for sheet, column in SHEETS.items():
            most = {
                name: max(first[sheet].count(name), second[sheet].count(name)) for name in "甲乙丙"
            }
            held = of(anna)[sheet][column].to_list()
            assert {name: held.count(name) for name in "甲乙丙"} == most
        part(maker, checker, link)
        assert everything() == rows
        assert known() == read
        # The other way round, and with what arrives in between.
        link = join(maker, checker, ben, anna)
        load(
            **{
                sheet: [{"证件号": BEN, column: name} for name in later[sheet]]
                for sheet, column in SHEETS.items()
            }
        )
        part(maker, checker, link)
        for sheet, column in SHEETS.items():
            # A sheet says everything of those who have a row in it, and nothing of others.
            now = later[sheet] or second[sheet]
            assert sorted(of(person(BEN))[sheet][column]) == sorted(now)
            assert sorted(of(person(ANNA))[sheet][column]) == sorted(first[sheet])
        transaction.set_rollback(True)


def test_family_and_staff_are_those_of_both(maker, checker, jobs):
    register()
    load(
        人员=[
            {"证件号": BEN, "配偶证件号": PASSPORT, "家庭编号": "H1"},
            {"证件号": CARA, "家庭编号": "H1"},
        ],
        就业=[{"证件号": PASSPORT}, {"证件号": BEN}],
        单位=[{}],
    )
    load(人员=[{"证件号": PASSPORT, "姓名": "ANNA", "家庭编号": "H1"}])
    join(maker, checker, person(ANNA), person(PASSPORT))
    anna, ben, cara = person(ANNA), person(BEN), person(CARA)
    for who in (anna, ben, cara):
        with_family = of(who)["人员"]
        assert set(with_family["证件号"]) <= {anna.key, ben.key, cara.key}
    rows = {row["证件号"]: row for row in known()[0]["人员"]}
    held = {row["证件号"]: row for part in known() for row in part["人员"]}
    assert person(PASSPORT).key not in held
    assert rows
    (firm,) = known_employers([], with_links=True)
    assert sorted(firm.facts["就业"]["证件号"]) == sorted([anna.key, ben.key])


def test_both_numbers_lead_to_one(maker, checker, jobs):
    anna, other = register()
    join(maker, checker, anna, other)
    assert key_of_number(PASSPORT) == key_of_number(ANNA) == str(anna.uuid)
    for words in (ANNA, PASSPORT, "ANNA", "安娜"):
        page = people_list(user=maker, search=words)
        assert [row.person.pk for row in page.rows] == [anna.pk], words
    page = person_page(user=maker, uuid=other.uuid)
    assert (page.person, page.name) == (anna, "安娜")
    assert [n.pk for n in page.numbers] == [anna.pk, other.pk]
    (certificate,) = page.sheet("证书").rows
    assert certificate.under == other.masked_number
    assert page.sheet("社保").rows[0].under == ""
    assert len(page.sheet("人员").rows) == 2


def test_who_signs_in_with_either_sees_all(maker, checker, jobs, user_of):
    anna, other = register()
    join(maker, checker, anna, other)
    for key in (anna.uuid, other.uuid):
        user = user_of(Role.PERSON, person_key=str(key))
        page = person_page(user=user, uuid=key)
        assert page.person == anna
        assert len(page.sheet("证书").rows) == 1


def test_a_correction_reaches_the_row_under_the_other_number(maker, checker, jobs, user_of):
    from yulin.registry.actions.corrections import request_correction, resolve_correction

    anna, other = register()
    join(maker, checker, anna, other)
    user = user_of(Role.PERSON, person_key=str(anna.uuid))
    (row,) = person_page(user=user, uuid=anna.uuid).sheet("证书").rows
    asked = request_correction(
        acting_user=user, person=anna, table="证书", row=row.uuid, column="工种", claimed="电工"
    )
    resolve_correction(acting_user=checker, correction=asked, accept=True, answer="是")
    assert of(anna)["证书"]["工种"].to_list() == ["电工"]
    assert other.certificates.current().get().trade == "电工"


# --- Who may -------------------------------------------------------------------------------------


def test_it_takes_two_officers_with_their_duties(maker, checker, officer, user_of, jobs):
    anna, other = register()
    elsewhere = with_duty(
        user_of(Role.OFFICER, username="elsewhere", region=330200), Duty.MAKER, 330200
    )
    for user in (officer, checker, elsewhere, user_of(Role.AUDITOR)):
        with pytest.raises(PermissionDenied):
            propose(user, anna, other)
    link = propose(maker, anna, other)
    for user in (officer, elsewhere, maker, user_of(Role.AUDITOR)):
        with pytest.raises(PermissionDenied):
            answer_link(acting_user=user, link=link, accept=True, answer="属实")
    both = with_duty(maker, Duty.CHECKER, 330300)
    with pytest.raises(RegistryError, match="提出的人不能自己复核"):
        answer_link(acting_user=both, link=link, accept=True, answer="属实")
    link.refresh_from_db()
    assert (link.state, link.answered_by) == (LinkState.PROPOSED, None)
    assert not aliases_at(None)


def test_the_database_refuses_one_hand_too(maker, jobs):
    anna, other = register()
    link = propose(maker, anna, other)
    now = timezone.now()
    with pytest.raises(IntegrityError, match="registry_link_two_people"), transaction.atomic():
        IdentityLink.objects.filter(pk=link.pk).update(
            state="joined", answered_by=maker, answered_at=now, recorded_at=now
        )
    assert not aliases_at(None)


def test_nobody_decides_about_themselves(maker, checker, jobs):
    anna, other = register()
    checker.person_key = str(other.uuid)
    checker.save()
    link = propose(maker, anna, other)
    with pytest.raises(PermissionDenied):
        answer_link(acting_user=checker, link=link, accept=True, answer="属实")
    assert not aliases_at(None)


def test_a_number_in_words_is_refused(maker, checker, jobs):
    anna, other = register()
    for reason, evidence in (
        (f"与{ANNA}同一人", "1号"),
        ("同一人", ANNA),
        ("", "1号"),
        ("同一人", ""),
    ):
        with pytest.raises(RegistryError):
            propose_link(
                acting_user=maker, kept=anna, other=other, reason=reason, evidence=evidence
            )
    assert not IdentityLink.objects.exists()


def test_refused_it_changes_nothing_and_may_be_asked_again(maker, checker, jobs):
    anna, other = register()
    read = known()
    link = propose(maker, anna, other)
    with pytest.raises(RegistryError, match="已有待复核的合并"):
        propose(maker, other, anna)
    answer_link(acting_user=checker, link=link, accept=False, answer="不是同一人")
    assert known() == read
    with pytest.raises(RegistryError, match="已经办理过"):
        answer_link(acting_user=checker, link=link, accept=True, answer="属实")
    assert propose(maker, other, anna).state == LinkState.PROPOSED


def test_links_stay_flat(maker, checker, jobs):
    anna, other = register()
    load(人员=[{"证件号": BEN}, {"证件号": CARA}])
    ben, cara = person(BEN), person(CARA)
    join(maker, checker, anna, other)
    join(maker, checker, anna, ben)
    for kept, lost in ((other, cara), (cara, other), (cara, anna)):
        with pytest.raises(RegistryError):
            propose(maker, kept, lost)
    assert aliases_at(None).kept == {other.pk: anna.pk, ben.pk: anna.pk}
    now = timezone.now()
    refused = pytest.raises(IntegrityError, match="links of links")
    with refused, transaction.atomic():
        record(acting_user=None, action="a.b.c")
        IdentityLink.objects.create(
            kept=other, other=cara, ground=LinkGround.DUPLICATE, state="joined", reason="x",
            evidence="x", asked_by=maker, asked_at=now, answered_by=checker, answered_at=now,
            recorded_at=now,
        )  # fmt: skip


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM registry_identitylink",
        "UPDATE registry_identitylink SET kept_id = other_id + 1",
        "UPDATE registry_identitylink SET state = 'proposed'",
        "UPDATE registry_identitylink SET recorded_at = CURRENT_TIMESTAMP",
        "UPDATE registry_identitylink SET reason = 'x'",
    ],
)
def test_a_link_is_not_undone_by_hand(maker, checker, jobs, statement):
    link = join(maker, checker, *register())
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert IdentityLink.objects.values().get()["recorded_at"] == link.recorded_at


def test_parting_takes_two_as_well(maker, checker, jobs):
    link = join(maker, checker, *register())
    with pytest.raises(RegistryError, match="没有待复核的拆分"):
        answer_parting(acting_user=checker, link=link, accept=True, answer="属实")
    with pytest.raises(PermissionDenied):
        propose_parting(acting_user=checker, link=link, reason="不是同一人")
    propose_parting(acting_user=maker, link=link, reason="不是同一人")
    with pytest.raises(PermissionDenied):
        answer_parting(acting_user=maker, link=link, accept=True, answer="属实")
    answer_parting(acting_user=checker, link=link, accept=False, answer="就是同一人")
    link.refresh_from_db()
    assert (link.state, link.parting_by) == (LinkState.JOINED, None)
    part(maker, checker, link)
    link.refresh_from_db()
    assert (link.state, link.parting_by, link.parted_by) == (LinkState.PARTED, maker, checker)
    # Joined again it is another link; the first says for ever when it was so.
    join(maker, checker, person(PASSPORT), person(ANNA))
    assert aliases_at(None).kept == {person(ANNA).pk: person(PASSPORT).pk}


def test_every_step_is_in_the_journal_without_a_number(maker, checker, jobs):
    link = join(maker, checker, *register())
    part(maker, checker, link)
    steps = JournalEntry.objects.filter(action__startswith="registry.link").order_by("id")
    assert [(entry.action, entry.actor) for entry in steps] == [
        ("registry.link.propose", maker),
        ("registry.link.join", checker),
        ("registry.link.ask_parting", maker),
        ("registry.link.part", checker),
    ]
    assert all(entry.object_id == str(link.pk) and entry.region == 330302 for entry in steps)


def test_who_lives_elsewhere_belongs_together_with_the_kept(maker, checker, jobs):
    anna, other = register()
    assert (anna.division, other.division) == (330302, 330304)
    load(就业=[{"证件号": PASSPORT}], 单位=[{"单位地区": 330303}])
    link = join(maker, checker, anna, person(PASSPORT))
    assert {p.division for p in Person.objects.filter(pk__in=[anna.pk, other.pk])} == {330303}
    load(社保=[{"证件号": ANNA, "参保地": 330304}])
    assert {p.division for p in Person.objects.filter(pk__in=[anna.pk, other.pk])} == {330303}
    part(maker, checker, link)
    assert (person(ANNA).division, person(PASSPORT).division) == (330304, 330303)


# --- Races ---------------------------------------------------------------------------------------


def race(steps):
    """Each on a connection of its own, begun at once: what came of each."""

    def run(step):
        try:
            step()
        except (RegistryError, DatabaseError) as error:
            return str(error)
        else:
            return "done"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(steps)) as pool:
        return list(pool.map(run, steps))


@pytest.mark.django_db(transaction=True)
def test_of_two_merges_that_would_make_a_ring_one_is_done(maker, checker, jobs):
    register()
    anna, other = person(ANNA), person(PASSPORT)
    load(人员=[{"证件号": BEN}])
    first, second = propose(maker, anna, other), propose(maker, other, person(BEN))
    told = race(
        [
            lambda link=link: answer_link(
                acting_user=checker, link=link, accept=True, answer="属实"
            )
            for link in (first, second)
        ]
    )
    assert sorted(word == "done" for word in told) == [False, True]
    assert len(aliases_at(None).kept) == 1
    assert IdentityLink.objects.filter(state=LinkState.JOINED).count() == 1


def joined_at_once(maker, checker):
    """Two links of one knot, past the verbs, in two transactions that are open together."""
    register()
    load(人员=[{"证件号": BEN}])
    anna, other, ben = person(ANNA), person(PASSPORT), person(BEN)
    now = timezone.now()

    def write(kept, lost):
        with transaction.atomic():
            record(acting_user=None, action="a.b.c")
            IdentityLink.objects.create(
                kept=kept, other=lost, ground=LinkGround.DUPLICATE, state="joined", reason="x",
                evidence="x", asked_by=maker, asked_at=now, answered_by=checker, answered_at=now,
                recorded_at=now,
            )  # fmt: skip
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_sleep(0.5)")

    return race([lambda: write(anna, other), lambda: write(other, ben)])


@pytest.mark.django_db(transaction=True)
def test_the_database_lets_one_of_two_through(maker, checker):
    assert sorted(word == "done" for word in joined_at_once(maker, checker)) == [False, True]


@pytest.mark.django_db(transaction=True)
def test_without_the_guard_both_would_come_through(maker, checker):
    """The race is real: what the test above proves, it proves of the guard."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE registry_identitylink DISABLE TRIGGER registry_link_guarded")
        try:
            assert joined_at_once(maker, checker) == ["done", "done"]
        finally:
            cursor.execute("ALTER TABLE registry_identitylink ENABLE TRIGGER registry_link_guarded")
