"""Open sessions, each with its owner, so that they can be listed and ended."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils.translation import gettext_lazy as _


class Session(AbstractBaseSession):
    """Django's session with who, since when, last when, and from what."""

    uuid = models.UUIDField(_("编号"), default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,  # a visitor
        related_name="sessions",
        verbose_name=_("账号"),
    )
    started_at = models.DateTimeField(_("登录时间"), null=True)
    seen_at = models.DateTimeField(_("最近活动"))
    #: seconds without a request after which it is over
    idle = models.PositiveIntegerField(_("空闲时限（秒）"), default=0)
    #: browser and system, as the browser says
    agent = models.CharField(_("浏览器"), max_length=200, blank=True)
    #: the address without its last part
    network = models.CharField(_("网络"), max_length=64, blank=True)

    class Meta(AbstractBaseSession.Meta):
        verbose_name = _("会话")
        verbose_name_plural = _("会话")
        ordering: ClassVar = ["-seen_at"]

    def __str__(self) -> str:
        return str(self.uuid)

    @classmethod
    def get_session_store_class(cls) -> type:
        from yulin.access.sessions import SessionStore  # noqa: PLC0415 - the store needs this model

        return SessionStore
