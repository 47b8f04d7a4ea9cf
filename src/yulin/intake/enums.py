"""The life of an upload; a leaf that anything may import."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class UploadState(TextChoices):
    RECEIVED = "received", _("已收到")
    CHECKED = "checked", _("已核对")
    CONFIRMED = "confirmed", _("已确认")
    LOADED = "loaded", _("已入库")
    REFUSED = "refused", _("已拒绝")
    DISCARDED = "discarded", _("已放弃")


TRANSITIONS: dict[str, tuple[frozenset[UploadState], UploadState]] = {
    "check": (frozenset({UploadState.RECEIVED}), UploadState.CHECKED),
    "refuse": (frozenset({UploadState.RECEIVED, UploadState.CONFIRMED}), UploadState.REFUSED),
    "confirm": (frozenset({UploadState.CHECKED}), UploadState.CONFIRMED),
    "load": (frozenset({UploadState.CONFIRMED}), UploadState.LOADED),
    # what the rule of retention takes away: a file that ended keeps saying how
    "expire": (frozenset({UploadState.RECEIVED, UploadState.CHECKED}), UploadState.DISCARDED),
    "discard": (frozenset({UploadState.RECEIVED, UploadState.CHECKED}), UploadState.DISCARDED),
}
"""Name → from which states, to which."""

WORKING = frozenset({UploadState.RECEIVED, UploadState.CONFIRMED})
"""A job is under way or waits for its turn."""
