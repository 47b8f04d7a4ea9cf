"""Tell somebody about their money, on their own page."""

from collections.abc import Iterable

from yulin.ledger.enums import NoticeKind, PaymentState
from yulin.ledger.models import Notice, Payment
from yulin.registry.models import Employer, Person

Subject = Person | Employer


def tell(*, subject: Subject, kind: NoticeKind, **data: str) -> Notice:
    """Keep what is told; it comes with the change that it tells of, or not at all."""
    owner = "person" if isinstance(subject, Person) else "employer"
    return Notice.objects.create(**{owner: subject}, kind=kind, data=data)


#: what somebody is told when a payment comes to this state
_TOLD = {
    PaymentState.PAID: NoticeKind.MONEY_PAID,
    PaymentState.REFUSED: NoticeKind.MONEY_RETURNED,
    PaymentState.BOUNCED: NoticeKind.MONEY_RETURNED,
}


def tell_of_payments(*, payments: Iterable[Payment], now: PaymentState) -> None:
    """Tell everybody whose account it was that money came, or did not; one statement for many.

    The rows bring their account and instalment with them.
    """
    Notice.objects.bulk_create(
        (
            Notice(
                person_id=payment.account.person_id,
                employer_id=payment.account.employer_id,
                kind=_TOLD[now],
                data={
                    "benefit": f"{payment.instalment.policy}/{payment.instalment.benefit}",
                    "amount": f"{payment.amount:.2f}",
                },
            )
            for payment in payments
        ),
        batch_size=5000,
    )
