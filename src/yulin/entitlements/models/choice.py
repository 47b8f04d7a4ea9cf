"""What somebody wants where not all of what is due can be had together."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Choice(models.Model):
    """A lawful set that a person chose; it holds until it is undone or another one is chosen."""

    uuid = models.UUIDField(_("编号"), default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(
        "registry.Person",
        on_delete=models.PROTECT,
        db_index=False,
        related_name="+",
        verbose_name=_("人员"),
    )
    #: `policy/benefit` of what is to be taken, sorted
    keys = ArrayField(models.TextField(), verbose_name=_("所选待遇"))
    #: what it brought less than the best when it was made, in fen; null: nobody could tell
    price = models.BigIntegerField(_("比最多的少（分）"), null=True)
    chosen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("选择人"),
    )
    chosen_at = models.DateTimeField(_("选择时间"))
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("撤销人"),
    )
    ended_at = models.DateTimeField(_("撤销时间"), null=True)

    class Meta:
        verbose_name = _("待遇选择")
        verbose_name_plural = _("待遇选择")
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["person", "-id"], name="entitlements_choice_person"),
            models.Index(fields=["chosen_at"], name="entitlements_choice_made"),
            models.Index(
                fields=["ended_at"],
                name="entitlements_choice_ended",
                condition=Q(ended_at__isnull=False),
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="entitlements_choice_one_holds",
                fields=["person"],
                condition=Q(ended_at__isnull=True),
                violation_error_message=_("一个人同时只有一种选择。"),
            ),
            models.CheckConstraint(
                name="entitlements_choice_of_something",
                condition=Q(keys__len__gt=0),
                violation_error_message=_("至少要选一项。"),
            ),
            models.CheckConstraint(
                name="entitlements_choice_ended_by_somebody",
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                violation_error_message=_("撤销的选择应记下撤销人和时间。"),
            ),
        ]

    def __str__(self) -> str:
        return "、".join(self.keys)

    @property
    def holds(self) -> bool:
        return self.ended_at is None
