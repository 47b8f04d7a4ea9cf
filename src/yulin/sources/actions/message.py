"""A message that a department sends: signed, of now, and once.

```
X-Yulin-Time       seconds since 1970
X-Yulin-Message    their number for the message, up to 80 characters
X-Yulin-Signature  HMAC-SHA256, in hexadecimal, of "time.number." and the body, with the shared key
```
"""

import hmac
import json
import re
import time
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from yulin.access.row_security import as_the_program
from yulin.codes.identity import normalise
from yulin.sources.actions.receive import Sent, receive
from yulin.sources.enums import SourceKind, Why
from yulin.sources.errors import CallRefusedError, WrongShapeError
from yulin.sources.limits import take_turn
from yulin.sources.models import Call, Source
from yulin.sources.shape import at, facts_about, facts_in, number_of, rows_of
from yulin.sources.terms import Terms, read_terms

#: seconds that their clock may differ from ours, either way
WINDOW = 300
_NUMBER = re.compile(r"[A-Za-z0-9._:-]{1,80}")


def signature(key: str, *, moment: str, number: str, body: bytes) -> str:
    """What a department writes under a message."""
    return hmac.new(key.encode(), f"{moment}.{number}.".encode() + body, "sha256").hexdigest()


def receive_message(*, uuid: UUID, headers: Mapping[str, str], body: bytes) -> Call | None:
    """Take a message in; None for one that was received before.

    Raises CallRefusedError, the same whether there is no such source or the signature is wrong;
    OverLimitError; SourceError for a source that is off.
    """
    number, moment = headers.get("X-Yulin-Message", ""), headers.get("X-Yulin-Time", "")
    with as_the_program():
        source = Source.objects.filter(uuid=uuid, kind=SourceKind.MESSAGE).first()
        key = source.secret.open() if source and source.secret else ""
        wanted = signature(key or "nobody's", moment=moment, number=number, body=body)
        given = headers.get("X-Yulin-Signature", "")
        right = hmac.compare_digest(wanted.encode(), given.encode("utf-8", "replace"))
        if source is None or not key or not right or not _is_of_now(moment):
            raise CallRefusedError(_("签名或时间不对。"))
        if not _NUMBER.fullmatch(number):
            raise CallRefusedError(_("消息编号只能用字母、数字和 . _ : -，不超过 80 个字符。"))
        take_turn(source)
        return receive(
            source=source,
            why=Why.MESSAGE,
            token=f"message:{number}",
            read=lambda: _read(source, body, number),
        )


def _is_of_now(moment: str) -> bool:
    if not (moment.isascii() and moment.isdecimal() and len(moment) < 12):
        return False
    return abs(time.time() - int(moment)) <= WINDOW


def _read(source: Source, body: bytes, number: str) -> Sent:
    terms = read_terms(source.table, source.mapping)
    try:
        message = json.loads(body, parse_float=Decimal)
    except (ValueError, RecursionError):
        raise WrongShapeError(_("消息不是约定的 JSON。")) from None
    rows = rows_of(message, terms)
    evidence = number_of(message, terms) or number
    if terms.echo:
        asked = _named(message, terms)
        return Sent(facts=facts_about(rows, terms, asked), about=[asked], number=evidence)
    facts = facts_in(rows, terms)
    people = facts[terms.table.name][terms.key].unique().to_list()
    return Sent(facts=facts, about=people, number=evidence)


def _named(message: Any, terms: Terms) -> str:
    asked = normalise(str(at(message, terms.echo) or ""))
    if not asked:
        raise WrongShapeError(_("消息没有写明是谁的。"))
    return asked
