"""A list of accounts as a file: sealed on its way to the disk, read in memory by the guarded readers."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from yulin.facts.errors import RefusedError
from yulin.facts.foreign import Record, read_foreign
from yulin.intake import files
from yulin.ledger.actions.payee_list import MOST, Line
from yulin.ledger.errors import LedgerError

HEADS = ("证件号", "户名", "开户行", "联行号", "账号")
#: bytes of a list
LARGEST = 20_000_000


def read_list(chunks: Iterable[bytes], *, name: str) -> list[Line]:
    """The lines of a list, which stays nowhere. Raises LedgerError for what is no such list."""
    try:
        kept = files.keep(chunks, name=name, limit=LARGEST)
    except files.TooLargeError:
        raise LedgerError(_("请选择 20 MB 以内的账户清单。")) from None
    try:
        with files.opened(kept.path) as path:
            records = read_foreign(path, HEADS)
    except RefusedError as refused:
        raise LedgerError(refused.problem.sentence_zh()) from None
    finally:
        files.remove(kept.path)
    if records is None:
        raise LedgerError(
            _("没有找到写着这些列名的表头：%(names)s。") % {"names": "、".join(HEADS)}
        )
    if len(records) > MOST:
        raise LedgerError(_("一份清单最多 %(most)d 行。") % {"most": MOST})
    return [_line(row, record) for row, record in enumerate(records, start=2)]


def _line(row: int, record: Record) -> Line:
    texts = [str(record[head] if record[head] is not None else "").strip() for head in HEADS]
    number, holder, bank, bank_code, account = texts
    return Line(
        row=row,
        number=number.upper(),
        holder=holder,
        bank=bank,
        bank_code=bank_code,
        account=account,
    )
