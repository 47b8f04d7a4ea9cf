"""How often somebody has lately failed to sign in."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Tally(models.Model):
    """Tries for a name, an address or a device; the key is a keyed hash, nobody's name."""

    key = models.CharField(_("键"), max_length=64, primary_key=True)
    tries = models.PositiveSmallIntegerField(_("次数"))
    at = models.DateTimeField(_("最近一次"))

    class Meta:
        verbose_name = _("登录尝试")
        verbose_name_plural = _("登录尝试")

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.tries}"
