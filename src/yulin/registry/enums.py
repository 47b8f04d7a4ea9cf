"""States of the register's own records; a leaf that anything may import."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CorrectionState(TextChoices):
    OPEN = "open", _("待处理")
    ACCEPTED = "accepted", _("已更正")
    REFUSED = "refused", _("未采纳")


class LinkGround(TextChoices):
    """Why two numbers are one human being's."""

    DUPLICATE = "duplicate", _("重复登记")
    DOCUMENT = "document", _("另有证件")
    CHANGE = "change", _("证件号变更")


class LinkState(TextChoices):
    PROPOSED = "proposed", _("待复核")
    REFUSED = "refused", _("未同意")
    JOINED = "joined", _("已合并")
    PARTED = "parted", _("已拆分")


class Likeness(TextChoices):
    """Why two registrations may be of one human being; only somebody who looks can tell."""

    NAME = "name", _("姓名、性别、出生日期相同")
    PERMIT = "permit", _("永居证新旧号：出生日期、性别相同")
    CERTIFICATE = "certificate", _("同一本证书")
    SPOUSE = "spouse", _("配偶是同一人")


class ChangeState(TextChoices):
    PROPOSED = "proposed", _("待复核")
    APPROVED = "approved", _("已变更")
    REFUSED = "refused", _("未同意")


class Kinship(TextChoices):
    SPOUSE = "spouse", _("配偶")
    HOUSEHOLD = "household", _("同户")


class OrganisationGroup(TextChoices):
    """What an organisation is, in broad: by its 单位类型, and by the platforms that it keeps."""

    FIRM = "firm", _("企业和个体")
    SCHOOL = "school", _("院校")
    AGENCY = "agency", _("人力资源和中介机构")
    INSTITUTION = "institution", _("机关事业和社会组织")
    STUDIO = "studio", _("有技能大师或专家工作室")
    BASE = "base", _("有见习或实训基地")
    PARK = "park", _("产业园区")
