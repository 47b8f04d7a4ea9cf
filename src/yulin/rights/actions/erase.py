"""Delete what is held of a person, and take the name off what the law keeps."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from yulin.access.actions.journal import record
from yulin.access.enums import Role
from yulin.access.models import (
    ApiToken,
    Identity,
    KeptAnswer,
    OneTimeCode,
    Passkey,
    PastPassword,
    RecoveryCode,
    Session,
    User,
)
from yulin.campus.models import Student
from yulin.entitlements.models import (
    Choice,
    Decision,
    Due,
    Grant,
    RehearsalChange,
    Standing,
)
from yulin.events.actions.leaving import leave_events
from yulin.events.models import Delivery, NoLetters, RoomNotice
from yulin.helping.models import Candidate, TeamMember
from yulin.jobs.actions.leaving import leave_all
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
)
from yulin.ledger.enums import PayeeState
from yulin.ledger.models import PayeeAccount
from yulin.registry.locks import begin_load
from yulin.registry.models import (
    FACT_MODELS,
    Coverage,
    FormerDivision,
    NameChange,
    Person,
)
from yulin.registry.queries.scope import rows_of
from yulin.rights.actions.erasures import held_erasure
from yulin.rights.enums import ErasureState
from yulin.rights.errors import RightsError
from yulin.rights.models import Erasure
from yulin.rights.obstacles import kept_of, obstacles_of
from yulin.rights.words import ERASED, words_of
from yulin.services.actions.leaving import leave_places
from yulin.services.models import Stay
from yulin.sources.models import Answer

_NOBODYS_ACCOUNT = "0" * 16


@transaction.atomic
def erase(*, erasure: Erasure) -> Erasure:
    """Do what was agreed; a second time does nothing. All of it happens, or none.

    Facts, answers, choices and whatever was written go; grants, payments and the ledger stay, of
    somebody without a name or a number. Raises RightsError where something is under way by now.
    """
    begin_load()  # no load brings the person back meanwhile
    held = held_erasure(erasure)
    if held.state != ErasureState.AGREED:
        return held
    # all numbers of theirs, the one that is kept last: the others are read as it
    rows = list(rows_of(held.person).select_for_update().order_by("merged_into_id", "pk"))
    if found := obstacles_of(held.person):
        raise RightsError("".join(found))
    kept = kept_of(held.person)
    _give_back(rows)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL yulin.erasing = 'on'")
    removed = {
        name: sum(forget(person) for person in rows)
        for name, forget in {
            "facts": _facts,
            "answers": _answers,
            "texts": _texts,
            "accounts": _accounts,
            "sign_in": _sign_in,
        }.items()
    }
    for person in rows:
        _forget_number(person)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL yulin.erasing = ''")
    held.state, held.done_at = ErasureState.DONE, timezone.now()
    held.text, held.answer = ERASED if held.text else "", ERASED
    held.outcome = {
        "removed": removed,
        "kept": [
            {"what": k.what, "law": k.law, "until": k.until.isoformat() if k.until else ""}
            for k in kept
        ],
    }
    held.save()
    record(
        acting_user=None,
        action="rights.erasure.execute",
        obj=held,
        region=held.region,
        data={"rows": sum(removed.values())},
    )
    return held


def _give_back(people: list[Person]) -> None:
    """What they held of what is still to be, while it still says whose it was."""
    for leave in (leave_all, leave_events, leave_places):
        leave(acting_user=None, people=people)


def _gone(rows: Iterable["QuerySet[Any]"]) -> int:
    return sum(each.order_by().delete()[0] for each in rows)


def _facts(person: Person) -> int:
    """Records about the person; of firms they founded, or told of, only that it was they.

    What others' records say of them (a spouse) points to a row of nobody's now.
    """
    gone = 0
    for model in FACT_MODELS:
        rows = model.objects.filter(**{model.person_field(): person}).order_by()
        if model._meta.get_field(model.person_field()).null:
            gone += rows.update(**{model.person_field(): None})
        else:
            gone += rows.delete()[0]
    return gone + _gone(
        model.objects.filter(person=person) for model in (Coverage, FormerDivision, NameChange)
    )


def _answers(person: Person) -> int:
    """What was computed; of somebody who was paid the results stay, which payments rest on."""
    rows: list[QuerySet[Any]] = [
        Choice.objects.filter(person=person),
        Due.objects.filter(person=person),
        Standing.objects.filter(person=person),
        RehearsalChange.objects.filter(person=person),
        Answer.objects.filter(person=person),
        Resume.objects.filter(person=person),
        ResumeLook.objects.filter(person=person),
        SavedSearch.objects.filter(person=person),
        Invitation.objects.filter(person=person),
        JobNotice.objects.filter(person=person),
        MatchSetting.objects.filter(person=person),
        MatchShown.objects.filter(person=person),
        NotForMe.objects.filter(person=person),
        Delivery.objects.filter(person=person),
        NoLetters.objects.filter(person=person),
        RoomNotice.objects.filter(person=person),
        TeamMember.objects.filter(project__founder=person),
    ]
    if not Grant.objects.filter(person=person).exists():
        rows.append(Decision.objects.filter(person=person))
    return _gone(rows)


def _texts(person: Person) -> int:
    """What somebody wrote, by whoever it was: it may name the person."""
    changed = [rows.update(**{column: ERASED}) for rows, column in words_of(person)]
    changed += [_unnamed(student) for student in Student.objects.filter(person=person)]
    changed += [
        model.objects.filter(person=person).update(resume={}) for model in (Application, Candidate)
    ]
    stays = Stay.objects.filter(person=person)
    changed.append(stays.update(grounds=[], shares=False, home=None))
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE entitlements_notice SET data = data - 'reason' WHERE person_id = %s",
            [person.pk],
        )
        changed.append(cursor.rowcount)
    return sum(changed)


def _unnamed(student: Student) -> int:
    """A school named somebody, and nobody can be found by it any more."""
    return Student.objects.filter(pk=student.pk).update(
        name=ERASED, masked="", number_index=uuid.uuid4().bytes, agreed_at=None
    )


def _accounts(person: Person) -> int:
    """Where they were paid: the bank has it, and the voucher's number finds it there."""
    accounts = list(PayeeAccount.objects.filter(person=person))
    for account in accounts:
        account.holder, account.bank, account.bank_code = ERASED, ERASED, "0" * 12
        account.number = _NOBODYS_ACCOUNT
        account.state = PayeeState.CLOSED
        account.shared_reason = ERASED if account.shared_reason else ""
        account.save()
    return len(accounts)


def _sign_in(person: Person) -> int:
    """The account cannot be used again, and names nobody."""
    users = list(User.objects.filter(role=Role.PERSON, person_key=str(person.uuid)))
    gone = _gone(
        model.objects.filter(user__in=users)
        for model in (
            ApiToken,
            Identity,
            KeptAnswer,
            OneTimeCode,
            Passkey,
            PastPassword,
            RecoveryCode,
            Session,
        )
    )
    for user in users:
        user.username, user.display_name = f"erased-{uuid.uuid4().hex}", ERASED
        user.is_active, user.person_key = False, None
        user.set_unusable_password()
        user.save()
    return gone + len(users)


def _forget_number(person: Person) -> None:
    """Another number in its place, of nobody: the row must stay for what points to it."""
    person.number = f"ERASED{uuid.uuid4().hex}"
    person.division = None
    person.save()
