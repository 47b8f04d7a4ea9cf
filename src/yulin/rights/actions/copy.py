"""Hand a person everything that is held of them: for machines, and to read."""

import json
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.access.actions.journal import record
from yulin.access.models import User
from yulin.facts.export import write_table_workbook
from yulin.registry.models import Person
from yulin.rights.queries.copy import everything_of, titles
from yulin.rights.rules import may_use_own_rights


class Form(StrEnum):
    JSON = "json"
    WORKBOOK = "xlsx"


@transaction.atomic
def copy_everything(*, acting_user: User, person: Person, form: Form, out: Path) -> int:
    """Write all that is held of a person to `out`; return how many rows. Only for themselves."""
    if not may_use_own_rights(acting_user, person):
        raise PermissionDenied
    found = everything_of(user=acting_user, person=person)
    rows = sum(map(len, found.values()))
    if form == Form.JSON:
        whole = {"made_at": timezone.now(), "person": str(person.uuid), **found}
        text = json.dumps(whole, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
        out.write_text(text, encoding="utf-8")
    else:
        named = titles()
        sheets = {named[section]: [_cells(r) for r in rows_] for section, rows_ in found.items()}
        write_table_workbook(
            {name: rows_ or [{_("没有记录"): ""}] for name, rows_ in sheets.items()},
            out,
            title=_("我的数据"),
            printed_at=timezone.localtime(),
        )
    record(
        acting_user=acting_user,
        action="rights.copy.make",
        obj=person,
        region=person.division,
        data={"form": form.value, "rows": rows},
    )
    return rows


def _cells(row: dict[str, Any]) -> dict[str, Any]:
    return {name: _cell(value) for name, value in row.items()}


def _cell(value: Any) -> Any:
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, dict):
        return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)
    if isinstance(value, bool):
        return _("是") if value else _("否")
    return value
