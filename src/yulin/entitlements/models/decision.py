"""One answer: this subject, this benefit, in this run."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yulin.entitlements.enums import Answer, PlaceAnswer
from yulin.entitlements.models.run import Run
from yulin.entitlements.models.subject import SubjectRow, of_one_subject


class DecisionQuerySet(models.QuerySet):
    def of_run(self, run: Run) -> "DecisionQuerySet":
        """The answers that hold in a run, those kept from the runs before it included."""
        held = Q(replaced_by__isnull=True) | ~Q(replaced_by__in=run.chain)
        return self.filter(held, run__in=run.chain or [run.pk])


class Decision(SubjectRow):
    """A row of `yulin.policy`'s decision table. Reasons are explained anew from the same facts."""

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(
        "entitlements.Run",
        on_delete=models.PROTECT,
        db_index=False,
        related_name="+",
        verbose_name=_("计算"),
    )
    policy = models.TextField(_("政策"))
    version = models.TextField(_("版本"))
    benefit = models.TextField(_("待遇"))
    region = models.PositiveIntegerField(_("政策地区"))
    #: the run that decided this subject anew: the answer holds before it, not from it on
    replaced_by = models.ForeignKey(
        "entitlements.Run",
        on_delete=models.PROTECT,
        null=True,
        db_index=False,
        related_name="+",
        verbose_name=_("被取代于计算"),
    )
    #: where the subject belongs, as it was when the run was made
    district = models.PositiveIntegerField(_("所属地区"), null=True)
    #: the subject's talent class where they belong, in every row of the subject
    talent_class = models.TextField(_("人才类别"), blank=True)
    status = models.PositiveSmallIntegerField(_("结果"), choices=Answer.choices)
    label = models.TextField(_("类别"), blank=True)
    amount = models.BigIntegerField(_("每期金额（分）"), null=True)
    qualifier = models.CharField(_("限定"), max_length=1, default="=")
    period = models.CharField(_("周期"), max_length=8, default="once")
    periods = models.PositiveIntegerField(_("期数"), null=True)
    total = models.BigIntegerField(_("总额（分）"), null=True)
    first_year = models.BigIntegerField(_("首年金额（分）"), null=True)
    ready_on = models.DateField(_("可得日"), null=True)
    displaced_by = models.TextField(_("被取代于"), blank=True)
    #: what is really paid of what is due, after deductions and joint caps; null: nothing or unknown
    net = models.BigIntegerField(_("实得（分）"), null=True)
    #: one sign a clause: T holds, F does not, ? cannot be told
    trace = models.TextField(_("逐条结果"), blank=True)
    #: of those who qualify for a benefit with fewer places: what ranks them (`allocate.figures`)
    figures = ArrayField(models.BigIntegerField(null=True), null=True, verbose_name=_("排名依据"))
    place = models.PositiveSmallIntegerField(_("名额结果"), choices=PlaceAnswer.choices, null=True)
    position = models.PositiveIntegerField(_("名次"), null=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("结果")
        verbose_name_plural = _("结果")
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [
            models.Index(
                fields=["run", "policy", "benefit", "status"], name="entitlements_decision_list"
            ),
            # the list of a benefit in the order of its places
            models.Index(
                fields=["run", "policy", "benefit", "position"],
                name="entitlements_decision_places",
                condition=Q(figures__isnull=False),
            ),
            models.Index(
                fields=["replaced_by"],
                name="entitlements_decision_replaced",
                condition=Q(replaced_by__isnull=False),
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="entitlements_decision_person_once",
                fields=["run", "person", "policy", "benefit"],
                condition=Q(person__isnull=False),
                violation_error_message=_("同一次计算中, 一人一项待遇只有一个结果。"),
            ),
            models.UniqueConstraint(
                name="entitlements_decision_employer_once",
                fields=["run", "employer", "policy", "benefit"],
                condition=Q(employer__isnull=False),
                violation_error_message=_("同一次计算中, 一个单位一项待遇只有一个结果。"),
            ),
            of_one_subject(
                "entitlements_decision_one_subject", _("一个结果只属于一个人或一个单位。")
            ),
            models.CheckConstraint(
                name="entitlements_decision_known_status",
                condition=Q(status__in=Answer.values),
                violation_error_message=_("没有这种结果。"),
            ),
            models.CheckConstraint(
                name="entitlements_decision_place_of_those_who_stand",
                condition=Q(place__isnull=True)
                | (Q(place__in=PlaceAnswer.values) & Q(figures__isnull=False)),
                violation_error_message=_("只有参加排名的才有名额结果。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.policy}/{self.benefit} {self.status}"

    @property
    def is_due(self) -> bool:
        """Due, and no other benefit of an exclusive group is taken instead."""
        return self.status == Answer.YES and not self.displaced_by
