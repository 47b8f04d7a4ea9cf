"""四社联动: a community's desk, its four parties, the posts it shows, and who signed up there."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yulin.helping.enums import PartyKind, SignUpState
from yulin.helping.models import columns


class Desk(models.Model):
    """Of one community, in a street of a district."""

    uuid = columns.key()
    division = columns.place()
    street = models.CharField(_("街道或乡镇"), max_length=40)
    community = models.CharField(_("社区"), max_length=40)
    opening = models.CharField(_("地点和开放时间"), max_length=120)
    made_by = columns.who(_("建立人"), null=True)
    made_at = models.DateTimeField(_("建立时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("社区招聘点")
        verbose_name_plural = _("社区招聘点")
        ordering: ClassVar = ["division", "street", "community"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["division", "street", "community"],
                name="helping_desk_once",
                violation_error_message=_("这个社区已经有招聘点。"),
            ),
            models.CheckConstraint(
                name="helping_desk_named",
                condition=~Q(street="") & ~Q(community="") & ~Q(opening=""),
                violation_error_message=_("请填写街道、社区、地点和开放时间。"),
            ),
        ]

    def __str__(self) -> str:
        return self.community


class Party(models.Model):
    """One of those who hire together there."""

    desk = models.ForeignKey(
        Desk, on_delete=models.PROTECT, related_name="parties", verbose_name=_("社区招聘点")
    )
    kind = models.CharField(_("哪一方"), max_length=12, choices=PartyKind.choices)
    name = models.CharField(_("名称"), max_length=80)
    part = models.CharField(_("负责什么"), max_length=120)

    class Meta:
        verbose_name = _("联动方")
        verbose_name_plural = _("联动方")
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["desk", "kind", "name"],
                name="helping_party_once",
                violation_error_message=_("这一方已经登记过。"),
            ),
            columns.known("helping_party_known", kind=PartyKind),
            models.CheckConstraint(
                name="helping_party_named",
                condition=~Q(name=""),
                violation_error_message=_("请填写名称。"),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class DeskPost(models.Model):
    """A post on the community's list."""

    desk = models.ForeignKey(
        Desk, on_delete=models.PROTECT, related_name="posts", verbose_name=_("社区招聘点")
    )
    post = columns.post(related="desks")
    pushed_at = models.DateTimeField(_("推送时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("社区岗位")
        verbose_name_plural = _("社区岗位")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["desk", "post"], name="helping_deskpost_once"),
        ]

    def __str__(self) -> str:
        return f"{self.desk_id} {self.post_id}"


class SignUp(models.Model):
    """Somebody who came to the desk for a post, and said in which words they agree."""

    uuid = columns.key()
    desk = models.ForeignKey(
        Desk, on_delete=models.PROTECT, related_name="sign_ups", verbose_name=_("社区招聘点")
    )
    post = columns.post(related="sign_ups")
    person = columns.somebody("sign_ups")
    #: how the firm reaches them: through the desk
    reach = models.CharField(_("怎样联系"), max_length=80)
    consent = models.CharField(_("同意的内容"), max_length=200)
    state = models.CharField(
        _("状态"), max_length=10, choices=SignUpState.choices, default=SignUpState.TAKEN
    )
    taken_by = columns.who(_("登记人"))
    taken_at = models.DateTimeField(_("登记时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("社区报名")
        verbose_name_plural = _("社区报名")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["post", "person"],
                name="helping_signup_once",
                violation_error_message=_("这个人已经报过这个岗位。"),
            ),
            columns.known("helping_signup_known", state=SignUpState),
            models.CheckConstraint(
                name="helping_signup_with_consent",
                condition=~Q(consent=""),
                violation_error_message=_("没有本人同意，不能登记。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.desk_id} {self.state}"
