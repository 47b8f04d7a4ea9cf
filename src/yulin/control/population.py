"""Which payments a sample is drawn from, as data that is kept with it."""

from dataclasses import asdict, dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from yulin.control.enums import Stratify
from yulin.control.errors import ControlError

MOST_BANDS = 20


@dataclass(frozen=True, kw_only=True)
class Population:
    """Payments that were made, from a day to a day, both included."""

    paid_from: date
    paid_to: date
    #: `policy/benefit`; none: every benefit
    benefits: tuple[str, ...] = ()
    least: Decimal | None = None
    most: Decimal | None = None
    #: where strata go by amount: the first yuan of the second stratum, of the third, …
    bands: tuple[Decimal, ...] = ()

    def checked(self, stratify: str) -> "Population":
        """Itself, where it makes sense. Raises ControlError."""
        if self.paid_from > self.paid_to:
            raise ControlError(_("付款日期的起不能晚于止。"))
        sums = [amount for amount in (self.least, self.most, *self.bands) if amount is not None]
        if any(amount < 0 or amount != round(amount, 2) for amount in sums):
            raise ControlError(_("金额不能为负，精确到分。"))
        if self.least is not None and self.most is not None and self.least > self.most:
            raise ControlError(_("金额的下限不能高于上限。"))
        if (stratify == Stratify.AMOUNT) != bool(self.bands):
            raise ControlError(_("按金额分层须写分界金额；不按金额分层不写。"))
        if list(self.bands) != sorted(set(self.bands)) or len(self.bands) > MOST_BANDS:
            raise ControlError(_("分界金额须从小到大，不重复，至多 20 个。"))
        return self

    def as_json(self) -> dict[str, Any]:
        """As it is kept and published."""
        kept: dict[str, Any] = {}
        for name, value in asdict(self).items():
            if isinstance(value, tuple):
                kept[name] = [str(one) for one in value]
            else:
                kept[name] = None if value is None else str(value)
        return kept

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Population":
        """As it was."""
        names = {field.name for field in fields(cls)}
        held = {name: value for name, value in kept.items() if name in names}
        return cls(
            paid_from=date.fromisoformat(held["paid_from"]),
            paid_to=date.fromisoformat(held["paid_to"]),
            benefits=tuple(held["benefits"]),
            least=None if held["least"] is None else Decimal(held["least"]),
            most=None if held["most"] is None else Decimal(held["most"]),
            bands=tuple(Decimal(band) for band in held["bands"]),
        )

    def stratum(self, amount: Decimal) -> str:
        """The stratum of an amount: its number, and from which yuan on."""
        number = sum(1 for band in self.bands if amount >= band)
        first = self.bands[number - 1] if number else Decimal(0)
        return f"{number + 1}: ≥ {first:.2f}"
