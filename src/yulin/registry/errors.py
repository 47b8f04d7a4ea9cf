"""Why the register refuses; the texts are for people."""

from django.db import IntegrityError
from django.utils.translation import gettext as _

from yulin.access import refusals
from yulin.registry.models import Person


class RegistryError(Exception):
    """A refusal; nothing was changed."""


class UnknownPeopleError(RegistryError):
    """Facts about people whom neither the file nor the register knows."""

    def __init__(self, count: int) -> None:
        self.count = count
        super().__init__(
            _("有 %(count)d 人不在人员表中，也未登记过；请先补上他们的人员信息。")
            % {"count": count}
        )


class NumberTakenError(RegistryError):
    """A number that is registered already; `row` is whose."""

    def __init__(self, words: str, row: Person) -> None:
        self.row = row
        super().__init__(words)


class BrokenRuleError(RegistryError):
    """The database refused a row."""


def in_words(error: IntegrityError) -> str:
    """What a constraint of ours says to people."""
    return refusals.in_words(error) or _("数据不符合登记规则。")
