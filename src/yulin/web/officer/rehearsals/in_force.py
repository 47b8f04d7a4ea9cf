"""Whether a draft is in force at all in the years it is rehearsed for."""

import datetime as dt
from pathlib import Path

from django.utils.translation import gettext as _

from yulin.entitlements.models import Rehearsal
from yulin.policy.dates.calendar_math import add_months
from yulin.policy.document import Document
from yulin.policy.documents.load import read_document
from yulin.policy.reader import Problems


def out_of_force(rehearsal: Rehearsal) -> str:
    """A sentence where no version of the draft is in force on any day that was looked at."""
    document = read_document(Path("draft.yaml"), Problems(), text=rehearsal.text)
    if not isinstance(document, Document):
        return ""
    last = add_months(rehearsal.as_of, 12 * rehearsal.years) - dt.timedelta(days=1)
    if any(_overlaps(v.starts, v.ends, rehearsal.as_of, last) for v in document.versions):
        return ""
    spans = "；".join(f"{v.name}：{v.starts or '？'}—{v.ends or ''}" for v in document.versions)
    return _(
        "从 %(first)s 到 %(last)s，草案没有施行中的版本（%(spans)s），所以两边一样。"
        "要看它的作用，请改起算日，或改版本的起止日。"
    ) % {"first": rehearsal.as_of, "last": last, "spans": spans}


def _overlaps(starts: dt.date | None, ends: dt.date | None, first: dt.date, last: dt.date) -> bool:
    return (starts is None or starts <= last) and (ends is None or first <= ends)
