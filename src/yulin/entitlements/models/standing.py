"""What somebody was last told they are: answers that no grant follows, because no money does."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from yulin.entitlements.models.subject import SubjectRow


class Standing(SubjectRow):
    """A talent class, a service, a thing in kind or a right that somebody has, or had."""

    id = models.BigAutoField(primary_key=True)
    policy = models.TextField(_("政策"))
    benefit = models.TextField(_("待遇"))
    #: the class, where it is one
    label = models.TextField(_("类别"), blank=True)
    is_held = models.BooleanField(_("现在符合"), default=True)
    #: the run after which it is so
    run = models.ForeignKey(
        "entitlements.Run",
        on_delete=models.PROTECT,
        db_index=False,
        related_name="+",
        verbose_name=_("依据的计算"),
    )

    class Meta(SubjectRow.Meta):
        verbose_name = _("已知的结果")
        verbose_name_plural = _("已知的结果")
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            *SubjectRow.Meta.constraints,
            models.UniqueConstraint(
                name="entitlements_standing_once",
                fields=["person", "employer", "policy", "benefit"],
                nulls_distinct=False,
                violation_error_message=_("一人一项只有一个已知的结果。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.policy}/{self.benefit} {self.label}"
