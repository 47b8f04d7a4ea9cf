"""Letters of a campaign to the people it is for: once a person, with what is theirs."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yulin.events.campaign_enums import LetterState
from yulin.jobs.models import columns


class Letter(models.Model):
    """What is written, to whom by which rules; nothing goes out before it was looked at."""

    uuid = columns.key()
    campaign = models.ForeignKey(
        "events.Campaign", on_delete=models.PROTECT, related_name="letters", verbose_name=_("计划")
    )
    #: of the campaign, so that its officers' rows are found without it
    division = models.PositiveIntegerField(_("地区"))
    title = models.CharField(_("标题"), max_length=80)
    body = models.TextField(_("正文"))
    #: rules over facts (`queries.audience.Audience`)
    audience = models.JSONField(_("收信人的条件"))
    state = models.CharField(
        _("状态"), max_length=8, choices=LetterState.choices, default=LetterState.DRAFT
    )
    sent = models.PositiveIntegerField(_("已发出"), default=0)
    made_by = columns.who(_("起草人"))
    made_at = models.DateTimeField(_("起草时间"), auto_now_add=True)
    sent_by = columns.who(_("发信人"), null=True)
    sent_at = models.DateTimeField(_("发信时间"), null=True)

    class Meta:
        verbose_name = _("致信")
        verbose_name_plural = _("致信")
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["division", "-id"], name="events_letter_region")]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="events_letter_written",
                condition=Q(state__in=LetterState.values) & ~Q(title="") & ~Q(body=""),
                violation_error_message=_("请写标题和正文。"),
            ),
            models.CheckConstraint(
                name="events_letter_sent_by_somebody",
                condition=Q(state=LetterState.DRAFT, sent_at__isnull=True, sent_by__isnull=True)
                | Q(state=LetterState.SENT, sent_at__isnull=False, sent_by__isnull=False),
                violation_error_message=_("发出的信须有发信人和时间。"),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Delivery(models.Model):
    """One letter to one person, with what was decided for them by then."""

    uuid = columns.key()
    letter = models.ForeignKey(
        Letter, on_delete=models.PROTECT, related_name="deliveries", verbose_name=_("致信")
    )
    person = columns.somebody("letters")
    division = models.PositiveIntegerField(_("地区"))
    #: policy, benefit, class, sum (fen), period: figures, of which the page makes words
    dues = models.JSONField(_("当时的待遇"), default=list)
    sent_at = models.DateTimeField(_("发出时间"), auto_now_add=True)
    read_at = models.DateTimeField(_("阅读时间"), null=True)

    class Meta:
        verbose_name = _("收到的信")
        verbose_name_plural = _("收到的信")
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(
                fields=["person"],
                name="events_delivery_unread",
                condition=Q(read_at__isnull=True),
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["letter", "person"],
                name="events_delivery_once",
                violation_error_message=_("这封信已经发给过这个人。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter_id} {self.person_id}"


class NoLetters(models.Model):
    """Somebody who wants no letters of campaigns."""

    person = models.OneToOneField(
        "registry.Person",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("人员"),
    )
    since = models.DateTimeField(_("时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("不收致信")
        verbose_name_plural = _("不收致信")
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return str(self.person_id)
