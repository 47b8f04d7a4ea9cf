"""Write the journal: once for every change, in the change's own transaction."""

import json
import re
from collections.abc import Mapping
from datetime import UTC
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone

from yulin.access.journal_format import MAC_PURPOSE, mac_message
from yulin.access.keys import vault
from yulin.access.models import JournalEntry, User
from yulin.access.models.journal import ACTION_PATTERN
from yulin.access.redaction import holds_personal_number

Target = models.Model | tuple[str, str] | None
"""A row, or (type, id) where there is no row, or nothing."""


def record(
    *,
    acting_user: User | None,
    action: str,
    obj: Target = None,
    region: int | None = None,
    data: Mapping[str, Any] | None = None,
) -> JournalEntry:
    """Record that `acting_user` (None: the system) did `action` (`area.noun.verb`) to `obj`.

    `data` holds what a reader needs to understand the act, keyed by name; the sentence is made when
    it is shown. Personal numbers are refused: the journal is kept for years and read by many.
    """
    object_type, object_id = _target(obj)
    entry = JournalEntry(
        at=timezone.now(),
        actor=acting_user,
        action=_checked_action(action),
        object_type=object_type,
        object_id=object_id,
        region=region,
        data=_plain(data or {}),
    )
    entry.mac = vault().mac(_said(entry), MAC_PURPOSE)
    entry.save(force_insert=True)
    return entry


def _said(entry: JournalEntry) -> bytes:
    return mac_message(
        at=entry.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        actor=entry.actor_id,
        action=entry.action,
        object_type=entry.object_type,
        object_id=entry.object_id,
        region=entry.region,
        data=json.dumps(entry.data),
    )


def _checked_action(action: str) -> str:
    if not re.match(ACTION_PATTERN, action):
        message = f"{action!r} is not an action code: write it as area.noun.verb"
        raise ValueError(message)
    return action


def _target(obj: Target) -> tuple[str, str]:
    if obj is None:
        return "", ""
    if isinstance(obj, tuple):
        return obj
    return obj._meta.label_lower, str(obj.pk)


def _plain(data: Mapping[str, Any]) -> dict[str, Any]:
    """Dates and decimals as text, and no personal number anywhere."""
    text = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False)
    if holds_personal_number(text):
        message = "the journal's data holds an identity or phone number: record the row's key"
        raise ValueError(message)
    plain: dict[str, Any] = json.loads(text)
    return plain
