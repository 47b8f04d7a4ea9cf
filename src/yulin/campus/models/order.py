"""Training to order: a firm wants so many of a trade, they are trained, it hires."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yulin.campus.enums import OrderState, TraineeState
from yulin.jobs.models import columns


class Order(models.Model):
    """A firm's order for N people of a trade."""

    uuid = columns.key()
    employer = columns.firm("campus_orders")
    region = models.PositiveIntegerField(_("地区"))
    trade = models.CharField(_("工种"), max_length=60)
    headcount = models.PositiveIntegerField(_("需要人数"))
    #: may be more than the firm needs: a choice of both sides follows
    places = models.PositiveIntegerField(_("培训名额"))
    taken = models.PositiveIntegerField(_("已报"), default=0)
    starts_on = models.DateField(_("开班日期"))
    ends_on = models.DateField(_("结业日期"))
    state = models.CharField(
        _("状态"), max_length=8, choices=OrderState.choices, default=OrderState.OPEN
    )
    #: what the trained apply for
    post = models.ForeignKey(
        "jobs.Post",
        on_delete=models.PROTECT,
        null=True,
        related_name="campus_orders",
        verbose_name=_("对应岗位"),
    )
    made_by = columns.who(_("提出人"), null=True)

    class Meta:
        verbose_name = _("培训订单")
        verbose_name_plural = _("培训订单")
        ordering: ClassVar = ["-starts_on", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="campus_order_never_oversold",
                condition=Q(taken__lte=F("places")),
                violation_error_message=_("培训名额已满。"),
            ),
            models.CheckConstraint(
                name="campus_order_whole",
                condition=Q(ends_on__gte=F("starts_on"), state__in=OrderState.values)
                & Q(headcount__gte=1, places__gte=F("headcount"), places__lte=10_000)
                & ~Q(trade=""),
                violation_error_message=_("请写明工种和人数，培训名额不少于需要人数。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.trade} {self.headcount}"


class Trainee(models.Model):
    """Somebody who is trained for an order."""

    uuid = columns.key()
    order = models.ForeignKey(
        Order, on_delete=models.PROTECT, related_name="trainees", verbose_name=_("订单")
    )
    person = columns.somebody("campus_trainings")
    employer = columns.firm()
    region = models.PositiveIntegerField(_("地区"))
    state = models.CharField(
        _("状态"), max_length=8, choices=TraineeState.choices, default=TraineeState.ENROLLED
    )
    enrolled_at = models.DateTimeField(_("报名时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("订单学员")
        verbose_name_plural = _("订单学员")
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["order", "person"],
                name="campus_trainee_once",
                violation_error_message=_("此人已报名这个订单。"),
            ),
            models.CheckConstraint(
                name="campus_trainee_known",
                condition=Q(state__in=TraineeState.values),
                violation_error_message=_("没有这种状态。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} {self.state}"
