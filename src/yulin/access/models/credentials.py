"""What proves that somebody is the owner of an account, besides the password."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


def _owner(related: str) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name=related,
        verbose_name=_("账号"),
    )


class OneTimeCode(models.Model):
    """An authenticator app's secret (RFC 6238), sealed; usable once `confirmed_at` is set."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="one_time_code",
        verbose_name=_("账号"),
    )
    secret = models.BinaryField(_("密钥（已加密）"))
    confirmed_at = models.DateTimeField(_("启用时间"), null=True)
    #: the time step of the last code that was accepted; an older or equal one is a replay
    last_step = models.BigIntegerField(_("已用到的时间步"), default=0)

    class Meta:
        verbose_name = _("动态口令")
        verbose_name_plural = _("动态口令")

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.user_id}"


class RecoveryCode(models.Model):
    """One of the codes on paper: 120 random bits, of which only the hash is kept."""

    user = _owner("recovery_codes")
    digest = models.CharField(_("摘要"), max_length=64)
    used_at = models.DateTimeField(_("使用时间"), null=True)

    class Meta:
        verbose_name = _("恢复码")
        verbose_name_plural = _("恢复码")
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="access_recovery_code_once",
                fields=["user", "digest"],
                violation_error_message=_("恢复码重复。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


class Passkey(models.Model):
    """The public half of a WebAuthn key pair; the other half never leaves its owner's device."""

    uuid = models.UUIDField(_("编号"), default=uuid.uuid4, unique=True, editable=False)
    user = _owner("passkeys")
    credential = models.BinaryField(_("凭据编号"), unique=True)
    public_key = models.BinaryField(_("公钥"))
    sign_count = models.BigIntegerField(_("签名次数"), default=0)
    transports = ArrayField(models.TextField(), default=list, verbose_name=_("连接方式"))
    name = models.CharField(_("名称"), max_length=64)
    created_at = models.DateTimeField(_("登记时间"), auto_now_add=True)
    used_at = models.DateTimeField(_("最近使用"), null=True)

    class Meta:
        verbose_name = _("通行密钥")
        verbose_name_plural = _("通行密钥")
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="access_passkey_named",
                condition=~Q(name=""),
                violation_error_message=_("请给通行密钥起个名字。"),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PastPassword(models.Model):
    """The hash of a password that was used, so that it is not used again."""

    user = _owner("past_passwords")
    password = models.CharField(_("密码摘要"), max_length=128)
    set_at = models.DateTimeField(_("设置时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("用过的密码")
        verbose_name_plural = _("用过的密码")
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


class SetUpCode(models.Model):
    """Opens an account once, for its owner to set a password and a second factor."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="set_up_code",
        verbose_name=_("账号"),
    )
    digest = models.CharField(_("摘要"), max_length=64)
    expires_at = models.DateTimeField(_("失效时间"))

    class Meta:
        verbose_name = _("启用码")
        verbose_name_plural = _("启用码")

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.user_id}"


class Identity(models.Model):
    """An account of a single sign-on (issuer and subject), and the account here that it opens."""

    user = _owner("identities")
    issuer = models.TextField(_("签发方"))
    subject = models.TextField(_("主体编号"))
    #: blind index of the number that the provider vouched for; another number is another person
    number_index = models.BinaryField(_("证件号索引"))
    level = models.PositiveSmallIntegerField(_("认证级别"))
    created_at = models.DateTimeField(_("建立时间"), auto_now_add=True)
    used_at = models.DateTimeField(_("最近使用"))

    class Meta:
        verbose_name = _("统一身份")
        verbose_name_plural = _("统一身份")
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="access_identity_once",
                fields=["issuer", "subject"],
                violation_error_message=_("这个统一身份已经登记。"),
            ),
            models.CheckConstraint(
                name="access_identity_whole",
                condition=~Q(issuer="") & ~Q(subject=""),
                violation_error_message=_("统一身份须有签发方和主体编号。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"
