"""Schools as partners: what they teach, whom to ask, and which lists they stand in by year."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yulin.jobs.models import columns


class School(models.Model):
    """An organisation of the register that is a partner of a region, wherever it stands itself."""

    uuid = columns.key()
    employer = models.OneToOneField(
        "registry.Employer",
        on_delete=models.PROTECT,
        related_name="campus_school",
        verbose_name=_("单位"),
    )
    #: as the register had it when the partnership began; the register's name is shown where known
    name = models.TextField(_("院校名称"))
    #: where the school stands
    division = models.PositiveIntegerField(_("院校所在地"), null=True)
    #: whose partner it is
    region = models.PositiveIntegerField(_("合作地区"))
    since = models.DateField(_("合作起始日期"))
    made_by = columns.who(_("登记人"), null=True)

    class Meta:
        verbose_name = _("合作院校")
        verbose_name_plural = _("合作院校")
        ordering: ClassVar = ["name", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="campus_school_named",
                condition=~Q(name="") & Q(region__range=(110000, 829999)),
                violation_error_message=_("请写明院校名称和合作地区。"),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Major(models.Model):
    """A major that a school teaches, and how many finish it in a year."""

    school = models.ForeignKey(
        School, on_delete=models.CASCADE, related_name="majors", verbose_name=_("院校")
    )
    year = models.PositiveSmallIntegerField(_("毕业年份"))
    name = models.TextField(_("专业"))
    #: of the ministry's catalogue, six digits, where the school gave it
    code = models.CharField(_("专业代码"), max_length=6, blank=True)
    graduates = models.PositiveIntegerField(_("毕业生人数"), null=True)

    class Meta:
        verbose_name = _("开设专业")
        verbose_name_plural = _("开设专业")
        ordering: ClassVar = ["-year", "name", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["school", "year", "name"],
                name="campus_major_once",
                violation_error_message=_("这一年的这个专业已经登记。"),
            ),
            models.CheckConstraint(
                name="campus_major_named",
                condition=~Q(name="")
                & Q(year__range=(1950, 2100))
                & (Q(code="") | Q(code__regex=r"^\d{6}$")),
                violation_error_message=_("专业代码应为六位数字。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.year}"


class ListedSchool(models.Model):
    """That a school stands in a list of a year, such as 双一流; kept by the bureau."""

    listing = models.CharField(_("名单"), max_length=20)
    year = models.PositiveSmallIntegerField(_("公布年份"))
    name = models.TextField(_("院校名称"))
    basis = models.TextField(_("依据（文号）"))

    class Meta:
        verbose_name = _("院校名单")
        verbose_name_plural = _("院校名单")
        ordering: ClassVar = ["listing", "-year", "name"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["listing", "year", "name"],
                name="campus_listedschool_once",
                violation_error_message=_("名单里已有这所院校。"),
            ),
            models.CheckConstraint(
                name="campus_listedschool_whole",
                condition=~Q(listing="") & ~Q(name="") & ~Q(basis="") & Q(year__range=(1990, 2100)),
                violation_error_message=_("请写明名单、年份、院校和依据。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.listing} {self.year} {self.name}"


class Contact(models.Model):
    """Whom to ask at a school; somebody's office, not somebody's life."""

    school = models.ForeignKey(
        School, on_delete=models.CASCADE, related_name="contacts", verbose_name=_("院校")
    )
    name = models.CharField(_("姓名"), max_length=40)
    duty = models.CharField(_("职务"), max_length=60, blank=True)
    telephone = models.CharField(_("办公电话"), max_length=30, blank=True)

    class Meta:
        verbose_name = _("联系人")
        verbose_name_plural = _("联系人")
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["school", "name"],
                name="campus_contact_once",
                violation_error_message=_("这位联系人已经登记。"),
            ),
        ]

    def __str__(self) -> str:
        return self.name
