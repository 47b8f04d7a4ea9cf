"""Who may see and move money: named predicates."""

from typing import Any

import rules
from django.db.models import Q

from yulin.access.divisions import above
from yulin.access.enums import Duty
from yulin.access.rules import (
    holds_duty,
    holds_duty_anywhere,
    is_auditor,
    is_of_region,
    is_officer,
    is_person,
)
from yulin.entitlements.models.subject import whose
from yulin.entitlements.rules import HANDS
from yulin.ledger.models import Batch, BudgetLine, Claim, Fund, PaymentStop
from yulin.ledger.queries.stops import regions_of
from yulin.registry.rules import is_the_organisation, is_the_person


@rules.predicate
def fund_is_of_region(user: Any, fund: Fund | None) -> bool:
    return fund is not None and is_of_region(user, fund.region)


@rules.predicate
def keeps_fund(user: Any, fund: Fund | None) -> bool:
    return fund is not None and _keeper(user, fund.region)


@rules.predicate
def keeps_line(user: Any, line: BudgetLine | None) -> bool:
    return line is not None and _keeper(user, line.fund.region)


@rules.predicate
def batch_is_of_region(user: Any, batch: Batch | None) -> bool:
    return batch is not None and is_of_region(user, batch.region)


def _of_subject(duty: Duty) -> Any:
    """Holds a duty where the person or organisation belongs."""
    held = holds_duty(duty)

    def holds(user: Any, subject: Any) -> bool:
        return subject is not None and held(user, subject.division)

    return rules.predicate(holds, name=f"holds_duty_for_subject:{duty}")


@rules.predicate
def seconds_batch(user: Any, batch: Batch | None) -> bool:
    """The head there, or who approves in a region above it: never one who approves just there."""
    if batch is None or not is_officer(user):
        return False
    wider = set(above(batch.region)) - {batch.region}
    return _head(user, batch.region) or any(_approver(user, region) for region in wider)


_head = holds_duty(Duty.HEAD)
_approver = holds_duty(Duty.APPROVER)
_keeper = holds_duty(Duty.FUND_KEEPER)
_control = holds_duty(Duty.CONTROL)
_is_control = holds_duty_anywhere(Duty.CONTROL)


@rules.predicate
def controls_all_cases(user: Any, stop: PaymentStop | None) -> bool:
    """The user is control in every region that a failed proof found something in."""
    return stop is not None and all(_control(user, region) for region in regions_of(stop))


@rules.predicate
def claim_is_about_the_user(user: Any, claim: Claim | None) -> bool:
    return claim is not None and (
        is_the_person(user, claim.person) or is_the_organisation(user, claim.employer)
    )


def found_too_much(user: Any, subject: Any, policy: str, benefit: str) -> bool:
    """The user found or approved that somebody pays back; another one hears their objection."""
    about = {"grant__policy": policy, "grant__benefit": benefit}
    claims = Claim.objects.filter(**whose(subject), **about)
    return claims.filter(Q(asked_by=user) | Q(decided_by=user)).exists()


HANDS.append(found_too_much)

# asked about a region's code
may_open_fund = _keeper
may_reserve = _keeper
may_make_batch = holds_duty(Duty.MAKER)
may_check_batch = holds_duty(Duty.CHECKER)
may_approve_batch = holds_duty(Duty.APPROVER)
may_pay_batch = holds_duty(Duty.PAYER)
may_take_replies = holds_duty(Duty.FUND_KEEPER)
may_ask_settlement = may_take_replies
may_decide_settlement = holds_duty(Duty.CHECKER) | _control
may_answer_claim = claim_is_about_the_user
# What control has found is asked back by control; business approves it all the same.
may_ask_claim = holds_duty(Duty.MAKER) | _control
may_decide_claim = holds_duty(Duty.APPROVER)
may_set_off = holds_duty(Duty.MAKER)
may_take_receipt = holds_duty(Duty.FUND_KEEPER)
may_ask_write_off = may_take_receipt
may_decide_write_off = may_decide_claim
may_ask_set_off_rule = may_take_receipt
may_approve_set_off_rule = _control
may_ask_payees = holds_duty(Duty.MAKER)
may_approve_payees = holds_duty(Duty.CHECKER)
# figures of approval: whoever looks after funds or controls asks, the head agrees
may_ask_tier = holds_duty(Duty.FUND_KEEPER) | _control
may_decide_tier = holds_duty(Duty.HEAD)
# asked about a fund, a line, a batch
may_second_batch = seconds_batch
may_manage_fund = keeps_fund
may_manage_line = keeps_line
may_see_fund = is_auditor | (is_officer & fund_is_of_region)
may_see_batch = is_auditor | (is_officer & batch_is_of_region)
# asked of nothing, and about a stop
may_prove = is_officer & (_is_control | holds_duty_anywhere(Duty.FUND_KEEPER))
may_see_proofs = is_auditor | is_officer
may_release_stop = is_officer & _is_control & controls_all_cases
# asked about a person or an organisation
may_ask_payee = _of_subject(Duty.MAKER) | (is_person & is_the_person)
may_approve_payee = _of_subject(Duty.CHECKER)
may_share_account = _of_subject(Duty.CONTROL)

rules.add_perm("ledger.open_fund", may_open_fund)
rules.add_perm("ledger.manage_fund", may_manage_fund)
rules.add_perm("ledger.see_fund", may_see_fund)
rules.add_perm("ledger.prove", may_prove)
rules.add_perm("ledger.release_stop", may_release_stop)
rules.add_perm("ledger.manage_line", may_manage_line)
rules.add_perm("ledger.see_batch", may_see_batch)
