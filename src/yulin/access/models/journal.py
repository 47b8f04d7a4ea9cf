"""The journal: what was done, by whom, to what."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Func, Q
from django.db.models.functions import Cast, Now
from django.utils.translation import gettext_lazy as _

ACTION_PATTERN = r"^[a-z_]+\.[a-z_]+\.[a-z_]+$"

_TRANSACTION = Cast(
    Cast(Func(function="pg_current_xact_id", output_field=models.TextField()), models.TextField()),
    models.BigIntegerField(),
)


class JournalEntry(models.Model):
    """One act. The database refuses to change or remove an entry (see migration 0002)."""

    at = models.DateTimeField(_("时间"), db_default=Now())
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,  # the system itself
        related_name="journal_entries",
        verbose_name=_("操作人"),
    )
    action = models.CharField(_("操作"), max_length=100)
    object_type = models.CharField(_("对象类型"), max_length=100, blank=True)
    object_id = models.CharField(_("对象编号"), max_length=100, blank=True)
    region = models.PositiveIntegerField(_("行政区划"), null=True)
    data = models.JSONField(_("内容"), default=dict)
    # keyed hash of the content: nobody without the keys writes an entry that passes for ours
    mac = models.BinaryField(_("校验值"), null=True)
    # which transaction it stands in: what the tables of record ask for at commit
    transaction = models.BigIntegerField(_("事务"), db_default=_TRANSACTION)

    class Meta:
        verbose_name = _("操作日志")
        verbose_name_plural = _("操作日志")
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["object_type", "object_id"], name="access_journal_object"),
            models.Index(fields=["region", "-id"], name="access_journal_region"),
            models.Index(fields=["actor", "-id"], name="access_journal_actor"),
            models.Index(fields=["transaction"], name="access_journal_transaction"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="access_journal_action_code",
                condition=Q(action__regex=ACTION_PATTERN),
                violation_error_message=_("操作代码应写作 area.noun.verb。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.object_type} {self.object_id}".strip()


class JournalLink(models.Model):
    """An entry's place in the chain; made by the database at commit (see migration 0004)."""

    entry = models.OneToOneField(
        JournalEntry,
        on_delete=models.DO_NOTHING,
        primary_key=True,
        db_constraint=False,  # an entry that somebody removed leaves its link behind
        related_name="link",
        verbose_name=_("操作"),
    )
    seq = models.BigIntegerField(_("序号"), null=True, unique=True)
    hash = models.BinaryField(_("链值"), null=True)

    class Meta:
        verbose_name = _("日志链")
        verbose_name_plural = _("日志链")

    def __str__(self) -> str:
        return str(self.seq)


class JournalAnchor(models.Model):
    """A signed word of how long the chain was, and what its last hash was."""

    seq = models.BigIntegerField(_("条数"), primary_key=True)
    at = models.DateTimeField(_("时间"))
    hash = models.BinaryField(_("链值"))
    signature = models.BinaryField(_("签名"))

    class Meta:
        verbose_name = _("日志锚点")
        verbose_name_plural = _("日志锚点")
        ordering: ClassVar = ["seq"]

    def __str__(self) -> str:
        return str(self.seq)
