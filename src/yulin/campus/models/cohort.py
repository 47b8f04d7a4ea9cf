"""Students of a school, by the year in which they finish and their major."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yulin.campus.enums import StudentState
from yulin.jobs.models import columns


class Student(models.Model):
    """Whom a school named. Nobody is guessed: a number that the register does not know waits.

    Of a number only its blind index and its masked form are kept, so that somebody who comes into
    the register later is found.
    """

    uuid = columns.key()
    school = models.ForeignKey(
        "campus.School", on_delete=models.PROTECT, related_name="students", verbose_name=_("院校")
    )
    region = models.PositiveIntegerField(_("合作地区"))
    year = models.PositiveSmallIntegerField(_("毕业年份"))
    major = models.TextField(_("专业"))
    name = models.TextField(_("姓名"))
    masked = models.CharField(_("证件号（遮盖）"), max_length=32)
    number_index = models.BinaryField(_("证件号索引"))
    person = models.ForeignKey(
        "registry.Person",
        on_delete=models.PROTECT,
        null=True,
        related_name="studies_at",
        verbose_name=_("人员"),
    )
    state = models.CharField(_("状态"), max_length=10, choices=StudentState.choices)
    #: agreed that the school counts where they went
    agreed_at = models.DateTimeField(_("同意时间"), null=True)
    named_at = models.DateTimeField(_("登记时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("在校学生")
        verbose_name_plural = _("在校学生")
        ordering: ClassVar = ["-year", "major", "id"]
        indexes: ClassVar = [
            models.Index(fields=["region", "year"], name="campus_student_region"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["school", "number_index"],
                name="campus_student_once",
                violation_error_message=_("这名学生已经登记。"),
            ),
            models.CheckConstraint(
                name="campus_student_matched_is_somebody",
                condition=Q(state=StudentState.MATCHED, person__isnull=False)
                | Q(state=StudentState.UNMATCHED, person__isnull=True, agreed_at__isnull=True),
                violation_error_message=_("待核的学生不能对应到人。"),
            ),
            models.CheckConstraint(
                name="campus_student_year",
                condition=Q(year__range=(1950, 2100)) & ~Q(major=""),
                violation_error_message=_("请写明毕业年份和专业。"),
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)
