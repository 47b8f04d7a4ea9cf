"""The payment file, as a table with commas and in fixed columns (docs/developer/bank-files.md).

Both begin with a head line and end with a trail line that repeats the number and the sum, so that a
file cut short is seen by whoever reads it.
"""

import csv
import io
import unicodedata
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from yulin.ledger.bank.content import Line

VERSION = "YLPAY1"
HEADS = ("付款编号", "户名", "联行号", "账号", "金额")
#: bytes of GB 18030 in each fixed column: reference, holder, bank code, number, fen
WIDTHS = (20, 80, 12, 32, 15)


class UnprintableError(ValueError):
    """A name does not fit the file; it names the payment, not the person."""


def as_csv(lines: Sequence[Line], *, batch: str, day: date) -> bytes:
    """Return the file with commas, UTF-8 with a byte order mark."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow((VERSION, batch, day.isoformat()))
    writer.writerow(HEADS)
    for line in lines:
        cells = (line.reference, line.holder, line.bank_code, line.number)
        writer.writerow((*cells, f"{line.amount:.2f}"))
    writer.writerow(("合计", len(lines), "", "", f"{_total(lines):.2f}"))
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def as_fixed(lines: Sequence[Line], *, batch: str, day: date) -> bytes:
    """Return the file in fixed columns, GB 18030, sums in fen with leading zeros.

    Raises:
        UnprintableError: A name is longer than its column.
    """
    rows = [f"H{VERSION}{batch:<36}{day:%Y%m%d}".encode("gb18030")]
    rows += [_fixed(line) for line in lines]
    rows.append(f"T{len(lines):010d}{_fen(_total(lines)):015d}".encode("gb18030"))
    return b"".join(row + b"\r\n" for row in rows)


def _fixed(line: Line) -> bytes:
    holder = unicodedata.normalize("NFC", line.holder)
    texts = (line.reference, holder, line.bank_code, line.number)
    cells = [_cell(text, width, line) for text, width in zip(texts, WIDTHS, strict=False)]
    return b"D" + b"".join(cells) + f"{_fen(line.amount):0{WIDTHS[-1]}d}".encode()


def _cell(text: str, width: int, line: Line) -> bytes:
    written = text.encode("gb18030")
    if len(written) > width or any(ord(character) < 32 for character in text):
        raise UnprintableError(line.reference)
    return written.ljust(width)


def _total(lines: Sequence[Line]) -> Decimal:
    return sum((line.amount for line in lines), Decimal(0))


def _fen(amount: Decimal) -> int:
    return int(amount * 100)
