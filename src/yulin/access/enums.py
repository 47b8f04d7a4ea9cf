"""The roles; a leaf that anything may import."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    PERSON = "person", _("个人")
    EMPLOYER = "employer", _("用人单位")
    SCHOOL = "school", _("院校")
    EXPERT = "expert", _("专家")
    OFFICER = "officer", _("经办人员")
    AUDITOR = "auditor", _("审计人员")
    ADMINISTRATOR = "administrator", _("系统管理员")


OF_A_REGION = frozenset({Role.OFFICER})
"""Roles that mean nothing without a region; the database refuses such an account."""
