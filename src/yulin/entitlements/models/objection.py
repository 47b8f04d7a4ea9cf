"""Somebody does not agree with a decision, and what people decide about it."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yulin.entitlements.enums import Effect, ObjectionKind, ObjectionState, RulingState
from yulin.entitlements.models.subject import of_one_subject, subject_key

_OPEN = (ObjectionState.OPEN, ObjectionState.PROPOSED)


def _who(words: str, *, null: bool = True) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=null,
        related_name="+",
        verbose_name=words,
    )


class Objection(models.Model):
    """An objection to a decision, or the wish that a human look at an automated one (PIPL 24)."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(_("编号"), default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(
        "registry.Person",
        on_delete=models.PROTECT,
        null=True,
        related_name="objections",
        verbose_name=_("人员"),
    )
    #: an organisation's own: its clerk speaks for it
    employer = subject_key("registry.Employer", _("单位"))
    policy = models.TextField(_("政策"))
    benefit = models.TextField(_("待遇"))
    kind = models.CharField(_("诉求"), max_length=10, choices=ObjectionKind.choices)
    #: what it answers, where the person began from a notice
    notice = models.ForeignKey(
        "entitlements.Notice",
        on_delete=models.PROTECT,
        null=True,
        related_name="objections",
        verbose_name=_("告知"),
    )
    #: the run that counted where the person belongs
    run = models.ForeignKey(
        "entitlements.Run",
        on_delete=models.PROTECT,
        null=True,
        db_index=False,
        related_name="+",
        verbose_name=_("依据的计算"),
    )
    region = models.PositiveIntegerField(_("地区"), null=True)
    text = models.TextField(_("理由"))
    #: facts that the person says are wrong
    corrections = models.ManyToManyField(
        "registry.CorrectionRequest", related_name="objections", verbose_name=_("更正申请")
    )
    state = models.CharField(
        _("状态"), max_length=10, choices=ObjectionState.choices, default=ObjectionState.OPEN
    )
    asked_by = _who(_("提出人"), null=False)
    asked_at = models.DateTimeField(_("提出时间"), auto_now_add=True)
    #: the last working day for an answer
    due_on = models.DateField(_("答复期限"))
    answered_by = _who(_("答复人"))
    answered_at = models.DateTimeField(_("答复时间"), null=True)
    answer = models.TextField(_("答复"), blank=True)

    class Meta:
        verbose_name = _("异议")
        verbose_name_plural = _("异议")
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["region", "state", "due_on"], name="entitlements_objection_queue"),
        ]
        constraints: ClassVar = [
            of_one_subject("entitlements_objection_one_subject", _("只属于一个人或一个单位。")),
            models.UniqueConstraint(
                name="entitlements_objection_one_open",
                fields=["person", "employer", "policy", "benefit"],
                condition=Q(state__in=_OPEN),
                nulls_distinct=False,
                violation_error_message=_("这项待遇已有待答复的异议。"),
            ),
            models.CheckConstraint(
                name="entitlements_objection_known",
                condition=Q(state__in=ObjectionState.values, kind__in=ObjectionKind.values)
                & ~Q(text=""),
                violation_error_message=_("请写明不同意的理由。"),
            ),
            models.CheckConstraint(
                name="entitlements_objection_answered",
                condition=(
                    Q(state__in=(*_OPEN, ObjectionState.WITHDRAWN))
                    & Q(answered_by__isnull=True, answered_at__isnull=True, answer="")
                )
                | (
                    Q(state__in=(ObjectionState.UPHELD, ObjectionState.CHANGED))
                    & Q(answered_by__isnull=False, answered_at__isnull=False)
                    & ~Q(answer="")
                    & ~Q(answered_by=F("asked_by"))
                ),
                violation_error_message=_("答复须有答复人、时间和理由，本人不能自己答复。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.policy}/{self.benefit} {self.state}"

    @property
    def is_open(self) -> bool:
        return self.state in _OPEN

    @property
    def subject(self) -> Any:
        """The person or the organisation."""
        return self.person or self.employer


class Ruling(models.Model):
    """A human decision in place of the automatic one: proposed by one, confirmed by another."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(_("编号"), default=uuid.uuid4, unique=True, editable=False)
    objection = models.ForeignKey(
        Objection, on_delete=models.PROTECT, related_name="rulings", verbose_name=_("异议")
    )
    # Repeated from the objection, so that a run finds it and the database refuses a second.
    person = models.ForeignKey(
        "registry.Person",
        on_delete=models.PROTECT,
        null=True,
        related_name="rulings",
        verbose_name=_("人员"),
    )
    employer = subject_key("registry.Employer", _("单位"))
    policy = models.TextField(_("政策"))
    benefit = models.TextField(_("待遇"))
    effect = models.CharField(_("结论"), max_length=8, choices=Effect.choices)
    #: fen of a period, of what is due
    amount = models.BigIntegerField(_("每期金额（分）"), null=True)
    #: of a benefit that moves no money: a class, a service, a thing in kind, a right
    is_plain = models.BooleanField(_("没有金额"), default=False, db_default=False)
    #: the class, where it is one
    label = models.TextField(_("类别"), blank=True, db_default="", default="")
    clause = models.TextField(_("条款"))
    #: for the person, in plain words
    reason = models.TextField(_("理由"))
    from_on = models.DateField(_("起"))
    #: the last day; none: until somebody ends it
    until_on = models.DateField(_("至（含当日）"), null=True)
    state = models.CharField(
        _("状态"), max_length=10, choices=RulingState.choices, default=RulingState.PROPOSED
    )
    proposed_by = _who(_("拟定人"), null=False)
    proposed_at = models.DateTimeField(_("拟定时间"), auto_now_add=True)
    confirmed_by = _who(_("核准人"))
    confirmed_at = models.DateTimeField(_("核准时间"), null=True)
    remarks = models.TextField(_("核准意见"), blank=True)
    ended_by = _who(_("终止人"))
    ended_at = models.DateTimeField(_("终止时间"), null=True)
    end_reason = models.TextField(_("终止理由"), blank=True)

    class Meta:
        verbose_name = _("人工决定")
        verbose_name_plural = _("人工决定")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            of_one_subject("entitlements_ruling_one_subject", _("只属于一个人或一个单位。")),
            models.UniqueConstraint(
                name="entitlements_ruling_one",
                fields=["person", "employer", "policy", "benefit"],
                condition=Q(state=RulingState.IN_FORCE),
                nulls_distinct=False,
                violation_error_message=_("这项待遇已有生效的人工决定，须先终止。"),
            ),
            models.UniqueConstraint(
                name="entitlements_ruling_proposed_one",
                fields=["objection"],
                condition=Q(state=RulingState.PROPOSED),
                violation_error_message=_("这件异议已有待核准的人工决定。"),
            ),
            models.CheckConstraint(
                name="entitlements_ruling_whole",
                condition=Q(state__in=RulingState.values)
                & ~Q(clause="")
                & ~Q(reason="")
                & (Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")))
                & (
                    Q(
                        effect=Effect.DUE,
                        is_plain=False,
                        amount__isnull=False,
                        amount__gt=0,
                        label="",
                    )
                    | Q(effect=Effect.DUE, is_plain=True, amount__isnull=True)
                    | Q(effect=Effect.NOT_DUE, amount__isnull=True, label="")
                ),
                violation_error_message=_("人工决定须写明条款、理由、起止；应享受的须有金额。"),
            ),
            models.CheckConstraint(
                name="entitlements_ruling_two_people",
                condition=Q(state=RulingState.PROPOSED, confirmed_by__isnull=True)
                | (
                    ~Q(state=RulingState.PROPOSED)
                    & Q(confirmed_by__isnull=False, confirmed_at__isnull=False)
                    & ~Q(confirmed_by=F("proposed_by"))
                ),
                violation_error_message=_("拟定人不能自己核准。"),
            ),
            models.CheckConstraint(
                name="entitlements_ruling_ended",
                condition=(
                    ~Q(state=RulingState.ENDED)
                    & Q(ended_by__isnull=True, ended_at__isnull=True, end_reason="")
                )
                | (
                    Q(state=RulingState.ENDED, ended_by__isnull=False, ended_at__isnull=False)
                    & ~Q(end_reason="")
                ),
                violation_error_message=_("终止须写明终止人、时间和理由。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.policy}/{self.benefit} {self.effect}"

    @property
    def subject(self) -> Any:
        """The person or the organisation."""
        return self.person or self.employer
