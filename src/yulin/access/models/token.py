"""Personal tokens for programs, and what was answered to requests that must happen once."""

import uuid
from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class ApiToken(models.Model):
    """256 random bits, of which only the hash is kept; acts as its owner, and ends by itself."""

    uuid = models.UUIDField(_("编号"), default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="api_tokens",
        verbose_name=_("账号"),
    )
    name = models.CharField(_("名称"), max_length=64)
    #: its first characters, by which its owner knows it
    prefix = models.CharField(_("开头"), max_length=12)
    digest = models.CharField(_("摘要"), max_length=64, unique=True)
    may_write = models.BooleanField(_("可以写"), default=False)
    created_at = models.DateTimeField(_("建立时间"))
    expires_at = models.DateTimeField(_("失效时间"))
    revoked_at = models.DateTimeField(_("撤销时间"), null=True)
    used_at = models.DateTimeField(_("最近使用"), null=True)
    #: of its owner; told with the token where it is looked for
    has_second_factor: bool

    class Meta:
        verbose_name = _("接口令牌")
        verbose_name_plural = _("接口令牌")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="access_token_named",
                condition=~Q(name=""),
                violation_error_message=_("请给令牌起个名字。"),
            ),
            models.CheckConstraint(
                name="access_token_a_year_at_most",
                condition=Q(expires_at__gt=F("created_at"))
                & Q(expires_at__lte=F("created_at") + timedelta(days=366)),
                violation_error_message=_("令牌至多一年有效。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.prefix}… {self.name}"


class KeptAnswer(models.Model):
    """A request with a key of its sender's: begun, or with the answer that it got."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("账号"),
    )
    key = models.CharField(_("幂等键"), max_length=255)
    #: of method, address and body
    digest = models.CharField(_("摘要"), max_length=64)
    status = models.PositiveSmallIntegerField(_("状态码"), null=True)
    answer = models.JSONField(_("答复"), null=True)
    begun_at = models.DateTimeField(_("开始时间"))

    class Meta:
        verbose_name = _("已答复的请求")
        verbose_name_plural = _("已答复的请求")
        indexes: ClassVar = [models.Index(fields=["begun_at"], name="access_answer_begun")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="access_answer_once",
                fields=["user", "key"],
                violation_error_message=_("这个幂等键已经用过。"),
            ),
            models.CheckConstraint(
                name="access_answer_whole",
                condition=~Q(key="")
                & (
                    Q(status__isnull=True, answer__isnull=True)
                    | Q(status__isnull=False, answer__isnull=False)
                ),
                violation_error_message=_("答复须有状态码和内容。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.status}"
