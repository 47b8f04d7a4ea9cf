"""Write a run's decisions to a file, for people or for programs."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import polars as pl
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.access.actions.journal import record
from yulin.access.models import User
from yulin.access.redaction import redact
from yulin.entitlements.enums import RunState
from yulin.entitlements.errors import RunError
from yulin.entitlements.models import Run
from yulin.entitlements.queries.decisions import DecisionFilters, chosen_decisions
from yulin.entitlements.queries.table import decisions_table
from yulin.entitlements.rules import may_export_run
from yulin.facts.export import write_table_workbook

#: a workbook of more rows takes minutes to write and cannot be worked with
WORKBOOK_ROWS = 200_000


class Form(StrEnum):
    WORKBOOK = "xlsx"
    PARQUET = "parquet"


@dataclass(frozen=True, kw_only=True)
class Head:
    """What is printed above the rows of a workbook."""

    title: str
    filters: str
    watermark: str


@transaction.atomic
def export_run(
    *,
    acting_user: User,
    run: Run,
    form: Form,
    out: Path,
    filters: DecisionFilters | None = None,
    search: str = "",
    reason: str = "",
    in_words: str = "",
) -> int:
    """Write to `out` what a list with these filters shows; return the number of rows.

    Document numbers are masked, unless a reason is given why they are needed. `in_words` says the
    filters to whoever holds the printed workbook. Raises RunError.
    """
    if not may_export_run(acting_user, run):
        raise PermissionDenied
    if run.state != RunState.FINISHED:
        raise RunError(_("计算完成后才能导出。"))
    chosen = chosen_decisions(
        user=acting_user, run=run, search=search, filters=filters or DecisionFilters()
    )
    table = decisions_table(chosen, run=run, whole_numbers=bool(reason.strip()))
    head = Head(title=_title(run), filters=in_words, watermark=acting_user.display_name)
    _write(table, form, out, head=head)
    record(
        acting_user=acting_user,
        action="entitlements.run.export",
        obj=run,
        region=acting_user.region,
        data={
            "form": form.value,
            "rows": table.height,
            "whole_numbers": bool(reason.strip()),
            "reason": redact(reason.strip()),
        },
    )
    return table.height


def _title(run: Run) -> str:
    return _("政策兑现计算结果（基准日 %(as_of)s）") % {"as_of": run.as_of.isoformat()}


def _write(table: pl.DataFrame, form: Form, out: Path, *, head: Head) -> None:
    if form == Form.PARQUET:
        table.write_parquet(out)
        return
    if table.height > WORKBOOK_ROWS:
        raise RunError(
            _("结果有 %(rows)d 行，超过工作簿的 %(limit)d 行；请先筛选，或导出 Parquet。")
            % {"rows": table.height, "limit": WORKBOOK_ROWS}
        )
    sheets = {_("结果"): table}
    write_table_workbook(
        sheets,
        out,
        title=head.title,
        printed_filter=head.filters,
        printed_at=timezone.localtime(),
        watermark=head.watermark,
    )
