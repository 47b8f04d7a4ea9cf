"""A batch's payments as a file for people: accounts masked, no cell a formula."""

import csv
import io
from enum import StrEnum
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.access.actions.journal import record
from yulin.access.models import User
from yulin.facts.export import write_table_workbook
from yulin.ledger.models import Batch, Payment
from yulin.ledger.rules import may_see_batch

#: what spreadsheets take for the beginning of a formula, also in full width (ASVS V1.2.10)
_FORMULA = tuple("=+-@\t\r\0＝＋－＠")


class Form(StrEnum):
    CSV = "csv"
    WORKBOOK = "xlsx"


@transaction.atomic
def export_batch(
    *, acting_user: User, batch: Batch, payments: QuerySet[Payment], form: Form, out: Path
) -> int:
    """Write some of a batch's payments to `out`; return how many."""
    if not may_see_batch(acting_user, batch):
        raise PermissionDenied
    rows = [_row(payment) for payment in payments]
    if form == Form.WORKBOOK:
        write_table_workbook(
            {_("付款"): rows},
            out,
            title=batch.title,
            printed_at=timezone.localtime(),
            watermark=acting_user.display_name,
            signatures=True,
        )
    else:
        out.write_bytes(b"\xef\xbb\xbf" + _csv(rows).encode())
    record(
        acting_user=acting_user,
        action="ledger.batch.export",
        obj=batch,
        region=batch.region,
        data={"form": form.value, "rows": len(rows)},
    )
    return len(rows)


def _row(payment: Payment) -> dict[str, object]:
    return {
        _("付款编号"): payment.reference,
        _("户名"): payment.account.holder,
        _("开户行"): payment.account.bank,
        _("账号"): payment.account.number.masked,
        _("政策"): payment.instalment.policy,
        _("待遇"): payment.instalment.benefit,
        _("金额（元）"): payment.amount,
        _("状态"): payment.get_state_display(),
        _("退回原因"): payment.refusal,
    }


def _csv(rows: list[dict[str, object]]) -> str:
    made = io.StringIO()
    writer = csv.writer(made, lineterminator="\r\n")
    writer.writerow(rows[0] if rows else [])
    writer.writerows([_plain(str(cell)) for cell in row.values()] for row in rows)
    return made.getvalue()


def _plain(text: str) -> str:
    """What a spreadsheet would take for a formula is said to be text."""
    return f"'{text}" if text.startswith(_FORMULA) else text
