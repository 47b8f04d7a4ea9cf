"""An HTTP interface: the number goes in the body, never in an address; JSON comes back."""

import json
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from yulin.sources.connectors.exchange import Reply, exchange
from yulin.sources.errors import CallRefusedError, NoAnswerError, WrongShapeError
from yulin.sources.models import Source
from yulin.sources.question import Question, Said
from yulin.sources.shape import check_echo, number_of, rows_of
from yulin.sources.terms import read_place, read_terms

#: bytes of an answer about one person
LARGEST = 2 * 1024 * 1024
#: seconds that we wait at most when they ask us to
LONGEST_PAUSE = 10.0
_BUSY = frozenset({408, 425, 429})


class HttpInterface:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.place = read_place(source.kind, source.place)
        self.terms = read_terms(source.table, source.mapping)

    def ask(self, question: Question) -> Said:
        reply = exchange(
            self.place["url"],
            body=json.dumps(self._body(question), ensure_ascii=False).encode(),
            headers=self._headers(question),
            timeout=self.source.timeout_seconds,
            largest=LARGEST,
        )
        if reply.status == 404 and self.place.get("none_on_404"):
            return Said(rows=[])
        _raise_for(reply)
        answer = _json(reply.body)
        check_echo(answer, self.terms, question.number)
        return Said(rows=rows_of(answer, self.terms), number=number_of(answer, self.terms))

    def _body(self, question: Question) -> dict[str, str]:
        return {
            self.place["field"]: question.number,
            "purpose": question.purpose,
            "legal_basis": question.legal_basis,
            "request": str(question.call),
        }

    def _headers(self, question: Question) -> dict[str, str]:
        headers = {
            "Content-Type": "application/json",
            "Accept": "application/json",
            "X-Request-Id": str(question.call),
        }
        if self.source.secret:
            name = self.place.get("header", "Authorization")
            prefix = self.place.get("prefix", "Bearer " if name == "Authorization" else "")
            headers[name] = prefix + self.source.secret.open()
        return headers


def _raise_for(reply: Reply) -> None:
    status = reply.status
    if status == 200:
        return
    if status in _BUSY or status >= 500:
        raise NoAnswerError(_("对方回复 %(status)d。") % {"status": status}, after=_pause(reply))
    if 300 <= status < 400:
        raise CallRefusedError(_("对方把请求转到别处，没有跟去。"))
    if status in {401, 403}:
        raise CallRefusedError(_("对方不认可我们的凭证（%(status)d）。") % {"status": status})
    raise WrongShapeError(_("对方回复 %(status)d。") % {"status": status})


def _pause(reply: Reply) -> float:
    """How long they ask us to wait, in seconds."""
    text = reply.retry_after
    return min(float(text), LONGEST_PAUSE) if text.isascii() and text.isdecimal() else 0.0


def _json(body: bytes) -> Any:
    try:
        return json.loads(body, parse_float=Decimal, parse_constant=_no_such_number)
    except (ValueError, RecursionError):
        raise WrongShapeError(_("答复不是约定的 JSON。")) from None


def _no_such_number(name: str) -> Any:
    raise ValueError(name)
