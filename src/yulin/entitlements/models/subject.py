"""Rows that are about one person or one organisation."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


def subject_key(to: str, name: Any, *, on_delete: Any = models.PROTECT) -> Any:
    """A column that says whom a row is about; it is null where the other one is not."""
    return models.ForeignKey(
        to, on_delete=on_delete, null=True, db_index=False, related_name="+", verbose_name=name
    )


def of_one_subject(name: str, message: Any) -> models.CheckConstraint:
    """The constraint that a row is a person's or an organisation's, under the name it has."""
    return models.CheckConstraint(
        name=name,
        condition=Q(person__isnull=False, employer__isnull=True)
        | Q(person__isnull=True, employer__isnull=False),
        violation_error_message=message,
    )


def whose(subject: Any) -> dict[str, Any]:
    """The column that names somebody, for a query of rows that are about one of both."""
    return {"person" if subject._meta.model_name == "person" else "employer": subject}


class SubjectRow(models.Model):
    """Somebody's row: a person's or an organisation's, never both and never nobody's."""

    person = subject_key("registry.Person", _("人员"))
    employer = subject_key("registry.Employer", _("单位"))

    class Meta:
        abstract = True
        constraints: ClassVar = [
            of_one_subject("%(app_label)s_%(class)s_one_subject", _("只属于一个人或一个单位。")),
        ]

    @property
    def subject(self) -> Any:
        """The person or the organisation."""
        return self.person or self.employer
