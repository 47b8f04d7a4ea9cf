"""When each subject's answers may change by time alone: the wheel that nightly runs turn."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yulin.entitlements.models.subject import SubjectRow, of_one_subject, subject_key


class Due(SubjectRow):
    """One subject of a chain of runs, as the last run of the chain left it."""

    id = models.BigAutoField(primary_key=True)
    #: the full run with which the chain begins
    chain = models.ForeignKey(
        "entitlements.Run",
        on_delete=models.CASCADE,
        db_index=False,
        related_name="+",
        verbose_name=_("全部重算"),
    )
    # goes with the subject: nothing rests on it
    person = subject_key("registry.Person", _("人员"), on_delete=models.CASCADE)
    employer = subject_key("registry.Employer", _("单位"), on_delete=models.CASCADE)
    #: where the subject belonged when it was decided
    district = models.PositiveIntegerField(_("所属地区"), null=True)
    #: the first day on which an answer may be another one; none: time changes nothing
    day = models.DateField(_("下次到期日"), null=True)

    class Meta:
        verbose_name = _("到期日")
        verbose_name_plural = _("到期日")
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [
            models.Index(
                fields=["chain", "day"],
                name="entitlements_due_day",
                condition=Q(day__isnull=False),
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="entitlements_due_person_once",
                fields=["chain", "person"],
                condition=Q(person__isnull=False),
                violation_error_message=_("一个人只有一个到期日。"),
            ),
            models.UniqueConstraint(
                name="entitlements_due_employer_once",
                fields=["chain", "employer"],
                condition=Q(employer__isnull=False),
                violation_error_message=_("一个单位只有一个到期日。"),
            ),
            of_one_subject("entitlements_due_one_subject", _("一个到期日只属于一个人或一个单位。")),
        ]

    def __str__(self) -> str:
        return f"{self.person_id or self.employer_id} {self.day}"
