"""Why the register refuses; the texts are for people."""

from collections.abc import Iterator

from django.apps import apps
from django.db import IntegrityError
from django.utils.translation import gettext as _


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


class BrokenRuleError(RegistryError):
    """The database refused a row."""


def in_words(error: IntegrityError) -> str:
    """What a constraint of ours says to people, found by its name."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    for constraint_name, message in _messages():
        if constraint_name == name:
            return message
    return _("数据不符合登记规则。")


def _messages() -> Iterator[tuple[str, str]]:
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            yield constraint.name, str(constraint.violation_error_message)
