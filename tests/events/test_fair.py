"""A fair's firms, résumés at booths, talks seated by the engine, and what came of it."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from tests.events.conftest import HOUR, post_of, ticket_for, with_resume
from tests.jobs.test_applications import signed, terms
from yulin.access.actions.journal import record
from yulin.access.row_security import acting
from yulin.events import tokens
from yulin.events.actions.booths import (
    Counts,
    accept_firm,
    apply_for_booth,
    bring_posts,
    decline_invitation,
    invite_firm,
    lay_booths,
    leave_event,
    refuse_firm,
    remove_booths,
    report_counts,
    take_post_away,
)
from yulin.events.actions.desk import hand_over
from yulin.events.actions.slots import (
    assign_slots,
    clear_slots,
    confirm_slot,
    decline_slot,
    lay_slots,
    note_slot,
)
from yulin.events.actions.tickets import cancel_ticket, change_consent, check_in
from yulin.events.errors import EventsError
from yulin.events.models import Booth, EventApplication, EventPost, Participation, Slot
from yulin.events.queries.lists import stands
from yulin.events.queries.outcomes import Figures, outcome
from yulin.events.queries.people import talks_of_firm, why_not_this
from yulin.jobs.actions.contracts import confirm_contract, register_contract
from yulin.jobs.actions.meetings import answer_offer, make_offer
from yulin.jobs.models import Application
from yulin.registry.models import EmploymentSpell

pytestmark = pytest.mark.django_db


def standing():
    rows = Participation.objects.order_by("pk").values_list("state", "booth__number")
    return list(rows)


def refused_by_the_database(*statements):
    for statement in statements:
        with pytest.raises(DatabaseError), transaction.atomic():
            record(acting_user=None, action="test.fair.break")
            with connection.cursor() as cursor:
                cursor.execute(statement)


def test_a18_firms_take_booths_and_the_next_waits(world, fair, posts):
    lay_booths(acting_user=world.moderator, event=fair, hall="", rows=1, columns=1)
    lay_booths(acting_user=world.moderator, event=fair, hall="", rows=1, columns=1)  # again
    assert list(Booth.objects.values_list("number", "row", "column")) == [("A01", 1, 1)]
    with pytest.raises(EventsError, match="请至少选一个招聘中的岗位。"):
        apply_for_booth(acting_user=world.clerk, event=fair, employer=world.firm, posts=[])
    one = apply_for_booth(
        acting_user=world.clerk, event=fair, employer=world.firm, posts=[posts.turner], wish="靠门"
    )
    assert (
        apply_for_booth(
            acting_user=world.clerk, event=fair, employer=world.firm, posts=[posts.turner]
        ).pk
        == one.pk
    )
    other = invite_firm(acting_user=world.moderator, event=fair, employer=world.other)
    with pytest.raises(EventsError, match="这个单位已经报名或受邀。"):
        invite_firm(acting_user=world.moderator, event=fair, employer=world.other)
    other = apply_for_booth(
        acting_user=world.other_clerk, event=fair, employer=world.other, posts=[posts.cobbler]
    )
    assert standing() == [("applied", None), ("applied", None)]
    for firm in (one, other):
        accept_firm(acting_user=world.moderator, firm=firm, booth=None)
    assert standing() == [("accepted", "A01"), ("waiting", None)]
    refused_by_the_database(
        f"UPDATE events_participation SET state = 'accepted',"
        f" booth_id = {Booth.objects.get().pk} WHERE id = {other.pk}",
        f"UPDATE events_participation SET booth_id = NULL WHERE id = {one.pk}",
        f"UPDATE events_participation SET state = 'applied', booth_id = NULL WHERE id = {one.pk}",
        f"INSERT INTO events_eventpost (participation_id, post_id, brought_at)"
        f" VALUES ({one.pk}, {posts.cobbler.pk}, now())",
    )
    leave_event(acting_user=world.clerk, firm=one)
    assert standing() == [("withdrawn", None), ("accepted", "A01")]
    assert [(s.name, [b.post.title for b in s.posts]) for s in stands(fair)] == [
        ("鹿城鞋业有限公司", ["制鞋工"])
    ]
    assert remove_booths(acting_user=world.moderator, event=fair, hall="") == 0


def test_a_firm_is_refused_in_words_and_only_by_its_organisers(world, fair, posts):
    firm = apply_for_booth(
        acting_user=world.clerk, event=fair, employer=world.firm, posts=[posts.turner]
    )
    for user in (world.clerk, world.elsewhere, world.no_duty, world.auditor, world.anna):
        for act in (
            lambda user: accept_firm(acting_user=user, firm=firm, booth=None),
            lambda user: refuse_firm(acting_user=user, firm=firm, reason="full"),
            lambda user: invite_firm(acting_user=user, event=fair, employer=world.other),
            lambda user: lay_booths(acting_user=user, event=fair, hall="", rows=1, columns=1),
        ):
            with pytest.raises(PermissionDenied):
                act(user)
    with pytest.raises(PermissionDenied):
        apply_for_booth(
            acting_user=world.other_clerk, event=fair, employer=world.firm, posts=[posts.turner]
        )
    for reason, note, words in (
        ("", "", "请选择不通过的原因"),
        ("other", " ", "请写明是什么"),
        ("other", "打13812345678", "请不要写证件号"),
    ):
        with pytest.raises(EventsError, match=words):
            refuse_firm(acting_user=world.moderator, firm=firm, reason=reason, note=note)
    assert standing() == [("applied", None)]
    refuse_firm(acting_user=world.moderator, firm=firm, reason="off_topic")
    again = apply_for_booth(
        acting_user=world.clerk, event=fair, employer=world.firm, posts=[posts.turner]
    )
    invited = invite_firm(acting_user=world.moderator, event=fair, employer=world.other)
    decline_invitation(acting_user=world.other_clerk, firm=invited)
    assert standing() == [("refused", None), ("applied", None), ("declined", None)]
    assert again.pk != firm.pk
    for user, seen in (
        (None, 0), (world.clerk, 2), (world.other_clerk, 1), (world.moderator, 3), (world.anna, 0),
        (world.elsewhere, 0),
    ):  # fmt: skip
        with acting(user):
            assert Participation.objects.count() == seen, user


def test_a_firm_changes_what_it_brings(world, fair, firms, posts):
    second = post_of(world.clerk, world.firm, title="铣工")
    bring_posts(acting_user=world.clerk, firm=firms[0], posts=[second, posts.turner, posts.cobbler])
    brought = EventPost.objects.filter(participation=firms[0])
    assert [one.post.title for one in brought] == ["数控车工", "铣工"]
    take_post_away(acting_user=world.clerk, firm=firms[0], brought=brought[1])
    with pytest.raises(PermissionDenied):
        take_post_away(acting_user=world.other_clerk, firm=firms[1], brought=brought[0])
    assert [one.post.title for one in brought.all()] == ["数控车工"]


def test_a_resume_is_handed_over_once_and_only_with_consent(world, fair, firms):
    brought = EventPost.objects.get(participation=firms[0])
    ticket = ticket_for(world, fair, "anna")

    def scan(user=world.clerk, firm=firms[0], shown=None):
        return hand_over(
            acting_user=user,
            firm=firm,
            brought=brought,
            shown=shown or tokens.token(ticket.code),
        )

    with pytest.raises(EventsError, match="本人没有同意扫码给简历"):
        scan()
    with pytest.raises(EventsError, match="没有这张票"):
        scan(shown="ZZZZZZZZZZ")
    change_consent(acting_user=world.anna, ticket=ticket, shares=True, slot=False)
    for user, firm in ((world.other_clerk, firms[1]), (world.other_clerk, firms[0]), (world.moderator, firms[0])):  # fmt: skip
        with pytest.raises(PermissionDenied):
            scan(user=user, firm=firm)
    assert Application.objects.count() == 0
    with acting(world.clerk):
        sent, new = scan()
        again, new_again = scan()
    assert (again.pk, new, new_again) == (sent.pk, True, False)
    assert sent.resume["name"] == "安娜"
    kept = EventApplication.objects.get()
    assert (kept.application, kept.participation, kept.how) == (sent, firms[0], "scan")
    with acting(world.anna):
        assert Application.objects.get().state == "sent"


@pytest.fixture
def seated(world, fair, firms):
    """Anna is a turner, Ben a cobbler; one talk at each booth."""
    for name, title in (("anna", "数控车工"), ("ben", "制鞋工")):
        with_resume(world, name, title)
        ticket_for(world, fair, name, wants_slot=True, shares_resume=True)
    begins = fair.begins_at + 2 * HOUR
    lay_slots(
        acting_user=world.moderator,
        event=fair,
        begins_at=begins,
        ends_at=begins + HOUR,
        minutes=60,
    )
    return assign_slots(acting_user=world.moderator, event=fair)


def seats():
    rows = Slot.objects.order_by("participation").values_list(
        "state", "ticket__person__resume__titles", "post__post__title"
    )
    return [(state, titles and titles[0], post) for state, titles, post in rows]


def test_a37_the_engine_seats_whom_it_suits_and_says_why_not(world, fair, firms, seated):
    assert seats() == [("proposed", "数控车工", "数控车工"), ("proposed", "制鞋工", "制鞋工")]
    assert (seated.people, seated.seats, seated.seated, seated.crowded) == (2, 2, 2, 0)
    anna = Slot.objects.get(participation=firms[0]).ticket
    turner, cobbler = EventPost.objects.order_by("pk")
    assert why_not_this(ticket=anna, wanted=turner).kind == "yours"
    other = why_not_this(ticket=anna, wanted=cobbler)
    assert (other.kind, other.firm, other.unseated, other.moved) == (
        "costs", "鹿城鞋业有限公司", 0, 1,
    )  # fmt: skip
    assert other.loss == seated.total - sum(s for i, j, s in seated.asked["pairs"] if i != j)
    with acting(world.clerk):
        assert [(t.name, t.title) for t in talks_of_firm(firms[0])] == [("", "数控车工")]
    with acting(world.ben):
        assert Slot.objects.count() == 1


def test_what_is_confirmed_stays_when_it_is_assigned_anew(world, fair, firms, seated):
    slot = Slot.objects.get(participation=firms[0])
    with pytest.raises(PermissionDenied):
        confirm_slot(acting_user=world.ben, slot=slot)
    with acting(world.anna):
        confirm_slot(acting_user=world.anna, slot=Slot.objects.get(pk=slot.pk))
    assert EventApplication.objects.values_list("how", "participation").get() == (
        "slot",
        firms[0].pk,
    )
    decline_slot(acting_user=world.ben, slot=Slot.objects.get(participation=firms[1]))
    assert seats() == [("confirmed", "数控车工", "数控车工"), ("free", None, None)]
    run = assign_slots(acting_user=world.moderator, event=fair)
    assert (run.people, run.seats, run.seated) == (1, 1, 0)  # Ben said no to the only one left
    assert seats() == [("confirmed", "数控车工", "数控车工"), ("free", None, None)]
    with acting(world.clerk):
        assert [t.name for t in talks_of_firm(firms[0])] == ["安娜"]
    with pytest.raises(EventsError, match="现在是“已确认”"):
        confirm_slot(acting_user=world.anna, slot=slot)
    note_slot(acting_user=world.clerk, slot=slot, came=True)
    assert clear_slots(acting_user=world.moderator, event=fair) == 1


def test_nobody_is_at_two_places_and_no_place_has_two(world, fair, firms, seated):
    anna = Slot.objects.get(participation=firms[0])
    ben = Slot.objects.get(participation=firms[1])
    confirm_slot(acting_user=world.anna, slot=anna)
    refused_by_the_database(
        f"UPDATE events_slot SET ticket_id = {anna.ticket_id} WHERE id = {ben.pk}",
        f"UPDATE events_slot SET ticket_id = {ben.ticket_id} WHERE id = {anna.pk}",
        f"UPDATE events_slot SET ticket_id = NULL WHERE id = {ben.pk}",
        'INSERT INTO events_slot (uuid, participation_id, "table", during, state, changed_at)'
        f" SELECT gen_random_uuid(), participation_id, 1, during, 'free', now() FROM events_slot"
        f" WHERE id = {anna.pk}",
    )
    with pytest.raises(EventsError, match="和已有的面谈时段重叠。"):
        lay_slots(
            acting_user=world.moderator,
            event=fair,
            begins_at=fair.begins_at + 2 * HOUR,
            ends_at=fair.begins_at + 3 * HOUR,
            minutes=30,
        )
    cancel_ticket(acting_user=world.anna, ticket=anna.ticket)
    assert seats() == [("free", None, None), ("proposed", "制鞋工", "制鞋工")]


def test_a09_from_a_ticket_to_still_there_at_twelve_months(world, fair, firms, seated, jobs):
    slot = Slot.objects.get(participation=firms[0])
    check_in(acting_user=world.moderator, event=fair, shown=slot.ticket.code)
    confirm_slot(acting_user=world.anna, slot=slot)
    note_slot(acting_user=world.moderator, slot=Slot.objects.get(pk=slot.pk), came=True)
    one = Application.objects.get()
    offer = make_offer(acting_user=world.clerk, application=one, terms=terms())
    answer_offer(acting_user=world.anna, offer=offer, accept=True)
    year_ago = timezone.localdate() - dt.timedelta(days=366)
    contract = register_contract(
        acting_user=world.clerk, offer=offer, signed=signed(signed_on=year_ago, starts_on=year_ago)
    )
    confirm_contract(acting_user=world.anna, contract=contract)
    report_counts(
        acting_user=world.other_clerk, firm=firms[1], counts=Counts(resumes=30, intents=4)
    )
    found = outcome(fair)
    assert (found.registered, found.came, found.posts, found.headcount) == (2, 1, 2, 4)
    assert found.seen == Figures(
        resumes=1, interviews=1, intents=1, offers=1, contracts=1, due=1, still=1
    )
    assert [(one.name, one.seen.resumes, one.reported) for one in found.firms] == [
        ("瓯江泵阀有限公司", 1, None),
        (
            "鹿城鞋业有限公司",
            0,
            {"resumes": 30, "interviews": None, "intents": 4, "offers": None, "contracts": None},
        ),
    ]
    assert found.reported == {
        "resumes": 30, "interviews": 0, "intents": 4, "offers": 0, "contracts": 0,
    }  # fmt: skip
    with transaction.atomic():
        record(acting_user=None, action="test.spell.end")
        EmploymentSpell.objects.filter(source="劳动合同登记").update(
            ended_on=year_ago + dt.timedelta(days=100)
        )
    assert (outcome(fair).seen.due, outcome(fair).seen.still) == (1, 0)


def test_figures_are_reported_by_the_firm_or_its_organiser(world, fair, firms):
    for user in (world.other_clerk, world.elsewhere, world.anna, world.auditor):
        with pytest.raises(PermissionDenied):
            report_counts(acting_user=user, firm=firms[0], counts=Counts(resumes=1))
    for counts in (Counts(), Counts(resumes=-1), Counts(contracts=100_001)):
        with pytest.raises(EventsError, match="请填写数字"):
            report_counts(acting_user=world.clerk, firm=firms[0], counts=counts)
    report_counts(acting_user=world.moderator, firm=firms[0], counts=Counts(resumes=5))
    refused_by_the_database("UPDATE events_reportedcount SET source = 'system'")
    with pytest.raises(IntegrityError), transaction.atomic():
        Participation.objects.filter(pk=firms[0].pk).update(division=330200)
