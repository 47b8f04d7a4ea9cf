"""People: who they are, kept apart from what we know about them."""

import uuid
from collections.abc import Iterable
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import GreaterThan
from django.utils.translation import gettext_lazy as _

from yulin.access.fields import OVERHEAD, BlindIndexField, SealedField
from yulin.codes.identity import canonical, mask
from yulin.facts import schema
from yulin.registry.models import columns
from yulin.registry.models.fact import Fact


class PersonManager(models.Manager["Person"]):
    """From a document number to a person, through the number's blind index."""

    def by_number(self, number: str) -> "Person | None":
        return self.filter(number=number).first()

    def by_numbers(self, numbers: Iterable[str]) -> "models.QuerySet[Person]":
        return self.filter(number__in=list(numbers))


class Person(models.Model):
    """Somebody, known by a document number; the facts are rows of other tables.

    `number` is the only place in the database that holds a document number, and there it is sealed.
    Everything else points here, and addresses show `uuid`. Somebody with several numbers has a row
    for each; all but one are merged into that one, and are read as it (see `IdentityLink`).
    """

    uuid = models.UUIDField(_("编号"), default=uuid.uuid4, unique=True, editable=False)
    number = SealedField(
        _("证件号"),
        purpose="person.number",
        index="number_index",
        normalise=canonical,
        mask=mask,
    )
    number_index = BlindIndexField(_("证件号索引"), of="number", unique=True)
    # Follows from the current facts (see registry.actions.placement); kept for scoping lists.
    division = models.PositiveIntegerField(_("所属地区"), null=True, db_index=True)
    # Follows from the links, by a trigger: whose number this one is read as now.
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        db_index=False,
        related_name="aliases",
        verbose_name=_("并入"),
    )
    created_at = models.DateTimeField(_("建立时间"), auto_now_add=True)

    objects = PersonManager()

    class Meta:
        verbose_name = _("人员")
        verbose_name_plural = _("人员")
        indexes: ClassVar = [
            models.Index(
                fields=["merged_into"],
                name="registry_person_merged",
                condition=Q(merged_into__isnull=False),
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="registry_person_number_not_blank",
                condition=GreaterThan(Length("number"), OVERHEAD),
                violation_error_message=_("证件号不能为空。"),
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)

    @property
    def masked_number(self) -> str:
        return self.number.masked

    @property
    def stands_for(self) -> "Person":
        """Whose row this is read as now."""
        return self.merged_into or self

    def is_known_as(self, key: str) -> bool:
        """Whether a row of this or of a number merged into this one has the key."""
        keys = [str(self.uuid), *map(str, self.aliases.values_list("uuid", flat=True))]
        return key in keys

    @property
    def key(self) -> str:
        """What stands for this person's number in facts handed to an engine."""
        return f"P{self.pk}"


class FormerDivision(models.Model):
    """A region that somebody was of before; written by a trigger when `Person.division` changes.

    What was decided and paid there is answered for there, so that its officers may still be told
    whom it was about (see the row policy of `Person`).
    """

    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="+", db_index=False, verbose_name=_("人员")
    )
    division = models.PositiveIntegerField(_("曾属地区"))

    class Meta:
        verbose_name = _("曾属地区")
        verbose_name_plural = _("曾属地区")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["division", "person"], name="registry_formerdivision_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.division}"


class PersonFact(Fact):
    """A row of 人员."""

    TABLE = schema.PERSON

    person = columns.person(_("证件号"), null=False, related="records", index=True)
    id_type = columns.label(_("证件类型"), null=False)
    name = columns.text(_("姓名"), null=False)
    sex = columns.label(_("性别"), null=False)
    birth_date = columns.date(_("出生日期"))
    household_division = columns.division(_("户籍地"))
    origin_division = columns.division(_("生源地"))
    marriage = columns.label(_("婚姻状况"))
    spouse = columns.person(_("配偶证件号"))
    household_code = columns.text(_("家庭编号"))
    hardship = columns.label(_("困难类别"))
    unemployed_since = columns.until(_("失业登记日期"))
    receives_unemployment_benefit = columns.yes(_("领取失业保险金"))
    hostel_registered_on = columns.until(_("驿站登记日期"))
    contribution_points = columns.number(_("贡献积分"))
    wage_last_year = columns.number(_("上年工资收入"))
    wage_year_before = columns.number(_("前年工资收入"))

    class Meta(Fact.Meta):
        verbose_name = _("人员信息")
        verbose_name_plural = _("人员信息")
        # A decision about somebody asks who is married to them and who lives with them.
        indexes: ClassVar = [
            models.Index(
                fields=[field],
                name=f"registry_person_{name}",
                condition=Q(**{f"{field}__isnull": False, "superseded_at__isnull": True}),
            )
            for name, field in (("spouse", "spouse"), ("household", "household_code"))
        ]
        constraints: ClassVar = [
            *Fact.Meta.constraints,
            models.UniqueConstraint(
                name="registry_personfact_one_current",
                fields=["person"],
                condition=Q(superseded_at__isnull=True),
                violation_error_message=_("一个人只能有一条现行的人员信息。"),
            ),
            models.CheckConstraint(
                name="registry_personfact_not_own_spouse",
                condition=Q(spouse__isnull=True) | ~Q(spouse=models.F("person")),
                violation_error_message=_("配偶不能是本人。"),
            ),
        ]


class Coverage(models.Model):
    """Which record tables we hold for a person: a table we do not hold is unknown, not empty."""

    id = models.BigAutoField(primary_key=True)
    person = columns.person(_("人员"), null=False, related="coverages", index=True)
    tables = ArrayField(models.TextField(), verbose_name=_("已有的表"))
    recorded_at = models.DateTimeField(_("录入时间"))
    superseded_at = models.DateTimeField(_("更正时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("数据范围")
        verbose_name_plural = _("数据范围")
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="registry_coverage_one_current",
                fields=["person"],
                condition=Q(superseded_at__isnull=True),
                violation_error_message=_("一个人只能有一条现行的数据范围。"),
            ),
        ]

    def __str__(self) -> str:
        return ", ".join(self.tables)
