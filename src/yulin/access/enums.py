"""Roles and duties; a leaf that anything may import."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    PERSON = "person", _("个人")
    EMPLOYER = "employer", _("用人单位")
    SCHOOL = "school", _("院校")
    EXPERT = "expert", _("专家")
    OFFICER = "officer", _("经办人员")
    AUDITOR = "auditor", _("审计人员")
    ADMINISTRATOR = "administrator", _("管理员")


OF_A_REGION = frozenset({Role.OFFICER})
"""Roles that mean nothing without a region; the database refuses such an account."""

STAFF = frozenset({Role.OFFICER, Role.AUDITOR, Role.ADMINISTRATOR})
"""Those who work here: two factors, the password rules of 等保, a short idle time."""


class Duty(TextChoices):
    """A post (岗位) that somebody holds in a region for a time."""

    MAKER = "maker", _("经办")
    CHECKER = "checker", _("复核")
    APPROVER = "approver", _("审批")
    HEAD = "head", _("负责人")
    PAYER = "payer", _("拨付")
    FUND_KEEPER = "fund_keeper", _("资金")
    DATA_STEWARD = "data_steward", _("数据管理")
    CONTROL = "control", _("稽核")
    SYSTEM_ADMIN = "system_admin", _("系统管理员")
    SECURITY_ADMIN = "security_admin", _("安全管理员")
    AUDIT_ADMIN = "audit_admin", _("审计管理员")


class Family(TextChoices):
    """Duties of two families are never one person's (人社厅发〔2021〕64号; 等保 三员分立)."""

    BUSINESS = "business", _("业务运行")
    FINANCE = "finance", _("基金财务")
    DATA = "data", _("数据管理")
    CONTROL = "control", _("稽核内控")
    SYSTEM = "system", _("系统管理")
    SECURITY = "security", _("安全管理")
    AUDIT = "audit", _("审计管理")


FAMILY: dict[Duty, Family] = {
    Duty.MAKER: Family.BUSINESS,
    Duty.CHECKER: Family.BUSINESS,
    Duty.APPROVER: Family.BUSINESS,
    Duty.HEAD: Family.BUSINESS,
    Duty.PAYER: Family.FINANCE,
    Duty.FUND_KEEPER: Family.FINANCE,
    Duty.DATA_STEWARD: Family.DATA,
    Duty.CONTROL: Family.CONTROL,
    Duty.SYSTEM_ADMIN: Family.SYSTEM,
    Duty.SECURITY_ADMIN: Family.SECURITY,
    Duty.AUDIT_ADMIN: Family.AUDIT,
}

ADMINISTRATION = frozenset({Duty.SYSTEM_ADMIN, Duty.SECURITY_ADMIN, Duty.AUDIT_ADMIN})
"""Duties of administrators: of the whole site, hence without a region."""

APPOINTED = frozenset({*ADMINISTRATION, Duty.HEAD, Duty.CONTROL})
"""Duties that a document of appointment gives; the others are asked for, checked and approved."""
