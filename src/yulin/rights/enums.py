"""States of the room's records; a leaf that anything may import."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Basis(TextChoices):
    """On what ground personal information is used (个人信息保护法第十三条)."""

    DUTY = "duty", _("履行法定职责")
    CONTRACT = "contract", _("订立、履行合同所必需")
    CONSENT = "consent", _("您的同意")


class ErasureState(TextChoices):
    OPEN = "open", _("待处理")
    REFUSED = "refused", _("未同意")
    AGREED = "agreed", _("同意，待执行")
    DONE = "done", _("已删除")
    WITHDRAWN = "withdrawn", _("已撤回")


class ReportState(TextChoices):
    LISTED = "listed", _("已列出，待执行")
    DONE = "done", _("已执行")
    STOPPED = "stopped", _("已叫停")


class PageKind(TextChoices):
    """What of somebody a page shows."""

    DUES = "dues", _("待遇和理由")
    FACTS = "facts", _("信息")
    DOCUMENTS = "documents", _("证件、姓名和重复登记")
    CORRECTION = "correction", _("更正申请")
    REVIEW = "review", _("异议和暂停")
    MONEY = "money", _("付款和追回")
    CONTROL = "control", _("疑点和核查")
    ERASURE = "erasure", _("删除申请")
