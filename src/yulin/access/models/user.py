"""Accounts."""

from typing import Any, ClassVar

import rules
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yulin.access.enums import OF_A_REGION, STAFF, Role


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, role: Role, **fields: Any) -> "User":
        """An account that cannot sign in with a password until its owner sets one."""
        user = self.model(username=username, role=role, **fields)
        user.set_unusable_password()
        user.full_clean()
        user.save()
        return user


class User(AbstractBaseUser):
    """An account with one role. There is no superuser: nobody is outside the rules."""

    uuid = models.UUIDField(_("编号"), db_default=RandomUUID(), unique=True, editable=False)
    username = models.CharField(_("用户名"), max_length=64, unique=True)
    display_name = models.CharField(_("显示名"), max_length=64)
    role = models.CharField(_("角色"), max_length=16, choices=Role.choices)
    region = models.PositiveIntegerField(_("行政区划"), null=True, blank=True)
    # Keys of the registers' rows, not foreign keys: the registers are built on this app.
    person_key = models.TextField(_("人员编号"), null=True, blank=True)  # noqa: DJ001 - absent
    organisation_key = models.TextField(_("单位编号"), null=True, blank=True)  # noqa: DJ001 - absent
    #: 工号: one person of the staff has one account, else duties that exclude each other would not
    staff_number = models.CharField(_("工号"), max_length=32, unique=True, null=True, blank=True)
    is_active = models.BooleanField(_("启用"), default=True)
    is_demo = models.BooleanField(_("演示账号"), default=False)
    password_changed_at = models.DateTimeField(_("密码设置时间"), null=True, blank=True)
    enabled_at = models.DateTimeField(_("重新启用时间"), null=True, blank=True)
    created_at = models.DateTimeField(_("创建时间"), auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["display_name", "role"]

    class Meta:
        verbose_name = _("账号")
        verbose_name_plural = _("账号")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="access_user_known_role",
                condition=Q(role__in=Role.values),
                violation_error_message=_("没有这个角色。"),
            ),
            models.CheckConstraint(
                name="access_user_officer_has_region",
                condition=~Q(role__in=sorted(OF_A_REGION)) | Q(region__isnull=False),
                violation_error_message=_("经办人员必须属于一个行政区划。"),
            ),
            models.CheckConstraint(
                name="access_user_staff_number_not_blank",
                condition=Q(staff_number__isnull=True) | ~Q(staff_number=""),
                violation_error_message=_("工号不能为空。"),
            ),
            models.CheckConstraint(
                name="access_user_region_is_six_digits",
                condition=Q(region__isnull=True) | Q(region__range=(110000, 829999)),
                violation_error_message=_("行政区划代码应为六位数字。"),
            ),
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def is_staff_member(self) -> bool:
        return self.role in STAFF

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """The rules, and nothing but the rules."""
        return self.is_active and bool(rules.has_perm(perm, self, obj))
