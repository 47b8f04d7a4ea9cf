"""人才带项目: carriers with tenants, and projects from a lead to a firm in a park."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yulin.helping.enums import CarrierKind, Stage
from yulin.helping.models import columns


class Carrier(models.Model):
    """A park, an institute or an incubator, with whoever runs it and so many rooms."""

    uuid = columns.key()
    name = models.CharField(_("名称"), max_length=80)
    kind = models.CharField(_("类别"), max_length=12, choices=CarrierKind.choices)
    division = columns.place()
    operator = models.ForeignKey(
        "registry.Employer",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("运营单位"),
    )
    address = models.CharField(_("地址"), max_length=120)
    rooms = models.PositiveIntegerField(_("房间数"))
    #: colleges or institutes that run it together, in words
    partners = models.CharField(_("共建方"), max_length=120, blank=True)
    opened_on = models.DateField(_("开园日期"), null=True)
    made_at = models.DateTimeField(_("登记时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("载体")
        verbose_name_plural = _("载体")
        ordering: ClassVar = ["kind", "name"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["division", "name"],
                name="helping_carrier_once",
                violation_error_message=_("这个载体已经登记过。"),
            ),
            columns.known("helping_carrier_known", kind=CarrierKind),
            models.CheckConstraint(
                name="helping_carrier_named",
                condition=~Q(name="") & ~Q(address="") & Q(rooms__gte=1),
                violation_error_message=_("请填写名称、地址和房间数。"),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Tenant(models.Model):
    """A firm or an agency in a room of a carrier."""

    carrier = models.ForeignKey(
        Carrier, on_delete=models.PROTECT, related_name="tenants", verbose_name=_("载体")
    )
    employer = columns.firm("tenancies_in_carriers")
    room = models.CharField(_("房间"), max_length=20)
    since = models.DateField(_("入驻日期"))
    until = models.DateField(_("迁出日期"), null=True)

    class Meta:
        verbose_name = _("入驻单位")
        verbose_name_plural = _("入驻单位")
        ordering: ClassVar = ["room"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["carrier", "room"],
                condition=Q(until__isnull=True),
                name="helping_tenant_one_a_room",
                violation_error_message=_("这个房间已经有单位。"),
            ),
            models.UniqueConstraint(
                fields=["carrier", "employer"],
                condition=Q(until__isnull=True),
                name="helping_tenant_once",
                violation_error_message=_("这家单位已经入驻。"),
            ),
            models.CheckConstraint(
                name="helping_tenant_leaves_later",
                condition=(Q(until__isnull=True) | Q(until__gte=F("since"))) & ~Q(room=""),
                violation_error_message=_("迁出日期不能早于入驻日期。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.carrier_id} {self.room}"


class Project(models.Model):
    """A founder with a team and a field, on the way into a carrier of the region."""

    uuid = columns.key()
    title = models.CharField(_("项目"), max_length=80)
    field = models.CharField(_("领域"), max_length=40)
    division = columns.place()
    founder = columns.somebody("projects")
    #: the firm that was founded or brought along
    employer = models.ForeignKey(
        "registry.Employer",
        on_delete=models.PROTECT,
        null=True,
        related_name="projects",
        verbose_name=_("项目公司"),
    )
    carrier = models.ForeignKey(
        Carrier,
        on_delete=models.PROTECT,
        null=True,
        related_name="projects",
        verbose_name=_("落地载体"),
    )
    stage = models.CharField(_("阶段"), max_length=10, choices=Stage.choices, default=Stage.LEAD)
    came_by = models.CharField(_("线索来源"), max_length=120)
    promised = columns.fen(_("承诺投资（分）"))
    paid = columns.fen(_("实际到资（分）"))
    ended_because = models.TextField(_("终止原因"), blank=True)
    officer = columns.who(_("联系干部"), null=True)
    made_at = models.DateTimeField(_("登记时间"), auto_now_add=True)
    changed_at = models.DateTimeField(_("更新时间"), auto_now=True)

    class Meta:
        verbose_name = _("人才项目")
        verbose_name_plural = _("人才项目")
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["division", "stage", "-id"], name="helping_project_board"),
        ]
        constraints: ClassVar = [
            columns.known("helping_project_known", stage=Stage),
            models.CheckConstraint(
                name="helping_project_named",
                condition=~Q(title="") & ~Q(field="") & ~Q(came_by=""),
                violation_error_message=_("请填写项目、领域和线索来源。"),
            ),
            models.CheckConstraint(
                name="helping_project_ended_with_reason",
                condition=(Q(stage=Stage.ENDED) & ~Q(ended_because=""))
                | (~Q(stage=Stage.ENDED) & Q(ended_because="")),
                violation_error_message=_("终止须写明原因。"),
            ),
            models.CheckConstraint(
                name="helping_project_landed_somewhere",
                condition=~Q(stage__in=(Stage.LANDED, Stage.INCUBATED))
                | Q(employer__isnull=False, carrier__isnull=False),
                violation_error_message=_("落地须有项目公司和载体。"),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class TeamMember(models.Model):
    """Whom the founder brings, by what they do; a name is told by the founder."""

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="team", verbose_name=_("项目")
    )
    name = models.CharField(_("姓名"), max_length=40)
    part = models.CharField(_("负责什么"), max_length=80)

    class Meta:
        verbose_name = _("团队成员")
        verbose_name_plural = _("团队成员")
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["project", "name"],
                name="helping_teammember_once",
                violation_error_message=_("这个成员已经登记过。"),
            ),
        ]

    def __str__(self) -> str:
        return self.part


class ProjectStep(models.Model):
    """From which stage to which, why, and by whom; added only."""

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="steps", verbose_name=_("项目")
    )
    came_from = models.CharField(_("原阶段"), max_length=10, choices=Stage.choices, blank=True)
    went_to = models.CharField(_("新阶段"), max_length=10, choices=Stage.choices)
    reason = models.TextField(_("说明"))
    by = columns.who(_("操作人"), null=True)
    at = models.DateTimeField(_("时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("项目经过")
        verbose_name_plural = _("项目经过")
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.project_id} {self.went_to}"


class Visit(models.Model):
    """Who met whom, when and where, what was agreed, and what comes next; added only."""

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="visits", verbose_name=_("项目")
    )
    day = models.DateField(_("日期"))
    place = models.CharField(_("地点"), max_length=120)
    who = models.CharField(_("参加人"), max_length=200)
    agreed = models.TextField(_("谈定了什么"))
    next_step = models.CharField(_("下一步"), max_length=200, blank=True)
    next_on = models.DateField(_("何时"), null=True)
    by = columns.who(_("记录人"))
    at = models.DateTimeField(_("记录时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("走访")
        verbose_name_plural = _("走访")
        ordering: ClassVar = ["-day", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="helping_visit_told",
                condition=~Q(place="") & ~Q(who="") & ~Q(agreed=""),
                violation_error_message=_("请填写地点、参加人和谈定的事。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.day}"


class Milestone(models.Model):
    """What is to be done by when, and what shows that it was."""

    uuid = columns.key()
    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="milestones", verbose_name=_("项目")
    )
    title = models.CharField(_("事项"), max_length=120)
    due_on = models.DateField(_("期限"))
    done_on = models.DateField(_("完成日期"), null=True)
    evidence = models.CharField(_("凭据"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("里程碑")
        verbose_name_plural = _("里程碑")
        ordering: ClassVar = ["due_on", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["project", "title"],
                name="helping_milestone_once",
                violation_error_message=_("这个事项已经有了。"),
            ),
            models.CheckConstraint(
                name="helping_milestone_done_with_evidence",
                condition=Q(done_on__isnull=True, evidence="")
                | (Q(done_on__isnull=False) & ~Q(evidence="")),
                violation_error_message=_("完成须写明凭据。"),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ProjectContract(models.Model):
    """What a founder, their firm and a carrier signed; added only."""

    uuid = columns.key()
    project = models.OneToOneField(
        Project, on_delete=models.PROTECT, related_name="contract", verbose_name=_("项目")
    )
    person = columns.somebody("project_contracts")
    employer = columns.firm("project_contracts")
    carrier = models.ForeignKey(
        Carrier, on_delete=models.PROTECT, related_name="contracts", verbose_name=_("载体")
    )
    number = models.CharField(_("合同编号"), max_length=64, unique=True)
    signed_on = models.DateField(_("签订日期"))
    ends_on = models.DateField(_("终止日期"))
    terms = models.TextField(_("主要约定"))
    by = columns.who(_("登记人"))
    at = models.DateTimeField(_("登记时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("项目合同")
        verbose_name_plural = _("项目合同")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="helping_projectcontract_sound",
                condition=Q(ends_on__gt=F("signed_on")) & ~Q(number="") & ~Q(terms=""),
                violation_error_message=_("请填写编号、约定和起止日期。"),
            ),
        ]

    def __str__(self) -> str:
        return self.number
