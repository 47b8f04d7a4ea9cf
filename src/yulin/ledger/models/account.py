"""Where the money of a budget line is, with the balance that the database keeps."""

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yulin.ledger.enums import AccountKind
from yulin.ledger.models.fund import BudgetLine

#: yuan, to the fen; a line holds less than ten trillion
MONEY = {"max_digits": 15, "decimal_places": 2}


class Account(models.Model):
    """One state of a line's money. Only a trigger on entries writes `balance` (migration 0002)."""

    line = models.ForeignKey(
        BudgetLine, on_delete=models.PROTECT, related_name="accounts", verbose_name=_("预算项")
    )
    kind = models.CharField(_("科目"), max_length=12, choices=AccountKind.choices)
    balance = models.DecimalField(_("余额（元）"), **MONEY, default=Decimal("0.00"))

    class Meta:
        verbose_name = _("科目")
        verbose_name_plural = _("科目")
        ordering: ClassVar = ["line", "kind"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="ledger_account_once",
                fields=["line", "kind"],
                violation_error_message=_("一个预算项的每个科目只有一个。"),
            ),
            # Nothing is promised, sent or paid that is not there.
            models.CheckConstraint(
                name="ledger_account_not_overdrawn",
                condition=Q(kind=AccountKind.GRANTED, balance__lte=0)
                | Q(
                    kind__in=sorted(set(AccountKind.values) - {AccountKind.GRANTED}),
                    balance__gte=0,
                ),
                violation_error_message=_("余额不足。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line} {self.get_kind_display()} {self.balance}"
