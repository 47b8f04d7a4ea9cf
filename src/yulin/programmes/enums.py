"""States of drafts; a leaf that anything may import."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DraftState(TextChoices):
    DRAFT = "draft", _("起草")
    SUBMITTED = "submitted", _("提请审核")
    RETURNED = "returned", _("退回")
    RELEASED = "released", _("已发布")
    DISCARDED = "discarded", _("已作废")


TRANSITIONS: dict[str, tuple[frozenset[DraftState], DraftState]] = {
    "submit": (frozenset({DraftState.DRAFT, DraftState.RETURNED}), DraftState.SUBMITTED),
    "withdraw": (frozenset({DraftState.SUBMITTED}), DraftState.DRAFT),
    "return": (frozenset({DraftState.SUBMITTED}), DraftState.RETURNED),
    "release": (frozenset({DraftState.SUBMITTED}), DraftState.RELEASED),
    "discard": (frozenset({DraftState.DRAFT, DraftState.RETURNED}), DraftState.DISCARDED),
}
"""Name → from which states, to which."""

WRITABLE = frozenset({DraftState.DRAFT, DraftState.RETURNED})
OPEN = frozenset({DraftState.DRAFT, DraftState.SUBMITTED, DraftState.RETURNED})
