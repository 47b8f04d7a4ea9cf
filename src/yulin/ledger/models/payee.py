"""Accounts that people and organisations are paid to: sealed, approved by two, held after a change."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yulin.access.fields import BlindIndexField, SealedField
from yulin.entitlements.models.subject import SubjectRow
from yulin.ledger.enums import PayeeState


def normalise_account(text: str) -> str:
    """Digits alone, as banks read them."""
    return "".join(character for character in text if character.isdigit())


def mask_account(text: str) -> str:
    return f"**** {text[-4:]}"


class PayeeAccount(SubjectRow):
    """A bank or citizen-card account of one subject. A change is a new row, never an update."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(_("编号"), default=uuid.uuid4, unique=True, editable=False)
    #: the name on the account: the bank refuses what does not match
    holder = models.TextField(_("户名"))
    bank = models.TextField(_("开户行"))
    bank_code = models.CharField(_("联行号"), max_length=12)
    number = SealedField(
        _("账号"),
        purpose="payee.account",
        index="number_index",
        normalise=normalise_account,
        mask=mask_account,
    )
    number_index = BlindIndexField(of="number", editable=False)
    state = models.CharField(
        _("状态"), max_length=10, choices=PayeeState.choices, default=PayeeState.PENDING
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("登记人"),
    )
    asked_at = models.DateTimeField(_("登记时间"), auto_now_add=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("核准人"),
    )
    #: nothing is paid to it before this day: who lost an account can still object
    usable_from = models.DateField(_("启用日"), null=True)
    #: why somebody else's account number may be used too, as control has reviewed
    shared_reason = models.TextField(_("共用账号的理由"), blank=True)
    shared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("共用核准人"),
    )

    class Meta(SubjectRow.Meta):
        verbose_name = _("收款账户")
        verbose_name_plural = _("收款账户")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            *SubjectRow.Meta.constraints,
            models.UniqueConstraint(
                name="ledger_payee_one_active",
                fields=["person", "employer"],
                condition=Q(state=PayeeState.ACTIVE),
                nulls_distinct=False,
                violation_error_message=_("一个人只有一个启用的收款账户。"),
            ),
            models.UniqueConstraint(
                name="ledger_payee_account_one_person",
                fields=["number_index"],
                condition=Q(state=PayeeState.ACTIVE, shared_by__isnull=True),
                violation_error_message=_("这个账号已是别人的收款账户。"),
            ),
            models.CheckConstraint(
                name="ledger_payee_two_people",
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("asked_by")),
                violation_error_message=_("登记人不能自己核准。"),
            ),
            models.CheckConstraint(
                name="ledger_payee_active_is_approved",
                condition=~Q(state=PayeeState.ACTIVE)
                | Q(approved_by__isnull=False, usable_from__isnull=False),
                violation_error_message=_("启用前须经核准。"),
            ),
            models.CheckConstraint(
                name="ledger_payee_shared_reasoned",
                condition=Q(shared_by__isnull=True, shared_reason="")
                | (Q(shared_by__isnull=False) & ~Q(shared_reason="")),
                violation_error_message=_("共用账号须写明理由。"),
            ),
            models.CheckConstraint(
                name="ledger_payee_complete",
                condition=~Q(holder="") & ~Q(bank="") & Q(bank_code__regex=r"^[0-9]{12}$"),
                violation_error_message=_("请写户名、开户行和十二位联行号。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bank} {self.number.masked}"
