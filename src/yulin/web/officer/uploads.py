"""Uploads as the pages show them: words for states, steps, problems and counts."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yulin.access.models import User
from yulin.facts.schema import BY_NAME
from yulin.facts.template import write_template
from yulin.intake.enums import UploadState
from yulin.intake.models import Upload
from yulin.intake.queries.uploads import progress_of, visible_uploads
from yulin.registry.queries.paging import Page, page_of
from yulin.web.language import in_english
from yulin.web.officer.listing import page_number

#: what stands before an officer: to wait for, or to confirm
OPEN = (UploadState.RECEIVED, UploadState.CHECKED, UploadState.CONFIRMED)
#: what the dialogue for choosing a file offers; what arrives is read by its contents
ACCEPTED = ".xlsx,.xlsm,.xls,.ods,.csv,.parquet"

STEPS = {
    "": gettext_lazy("排队等候"),
    "identify": gettext_lazy("辨认人员和单位"),
    "place": gettext_lazy("确定所属地区"),
}
STEPS_EN = {
    "打开文件": "Opening the file",
    "核对各表之间的关系": "Checking the sheets against each other",
    "完成": "Done reading",
}

#: more than anybody reads on a screen; all stand in the file that goes back
_PROBLEMS = 50


@dataclass(frozen=True)
class Wanted:
    """Which uploads to list; what nobody offers is ignored."""

    words: str = ""
    state: str = ""

    @classmethod
    def read(cls, query: QueryDict) -> "Wanted":
        state = query.get("state", "")
        return cls(
            words=query.get("q", "").strip()[:100],
            state=state if state in {*UploadState.values, "open"} else "",
        )

    @property
    def is_narrowed(self) -> bool:
        return bool(self.words or self.state)


def listed_uploads(*, user: User, wanted: Wanted, query: QueryDict) -> Page[Upload]:
    """Latest first."""
    rows = _narrowed(visible_uploads(user), wanted).order_by("-id")
    return page_of(rows, number=page_number(query), shown=list, per_page=20)


def open_uploads(user: User) -> "QuerySet[Upload]":
    return visible_uploads(user).filter(state__in=OPEN).order_by("-id")


def _narrowed(rows: "QuerySet[Upload]", wanted: Wanted) -> "QuerySet[Upload]":
    if wanted.state:
        states = OPEN if wanted.state == "open" else [wanted.state]
        rows = rows.filter(state__in=states)
    return rows.filter(original_name__icontains=wanted.words) if wanted.words else rows


@dataclass(frozen=True)
class SheetCount:
    """Rows of one sheet, and what loading them changes or changed."""

    name: str
    rows: int
    added: int | None
    superseded: int | None
    kept: int | None


def sheet_counts(upload: Upload) -> list[SheetCount]:
    return [
        SheetCount(name, rows, **_change(upload, name))
        for name, rows in sorted(upload.counts.items(), key=lambda item: _place(item[0]))
    ]


def _place(sheet: str) -> int:
    names = list(BY_NAME)
    return names.index(sheet) if sheet in names else len(names)


def _change(upload: Upload, sheet: str) -> dict[str, int | None]:
    change = upload.changes.get(sheet, {})
    return {name: change.get(name) for name in ("added", "superseded", "kept")}


@dataclass(frozen=True)
class Told:
    """A problem as a row of the table."""

    is_error: bool
    sheet: str
    row: int
    column: str
    what: str
    todo: str


def problems(upload: Upload) -> Iterator[Told]:
    """The first problems, errors before reminders."""
    language = "en" if in_english() else "zh"
    ordered = sorted(upload.problems, key=lambda p: p["severity"] != "error")
    for problem in ordered[:_PROBLEMS]:
        yield Told(
            is_error=problem["severity"] == "error",
            sheet=problem["sheet"],
            row=problem["row"],
            column=_column(problem),
            what=problem[f"message_{language}"],
            todo=problem[f"todo_{language}"],
        )


def _column(problem: dict[str, Any]) -> str:
    letter, name = problem["letter"], problem["column"]
    return f"{letter} {name}".strip()


def step_of(upload: Upload) -> dict[str, Any]:
    """What the job is doing now, in words, and how far it has come."""
    progress = progress_of(upload.uuid)
    # A finished note under a working upload is of the job before: the next has not begun.
    if progress is None or progress.finished:
        return {"words": str(STEPS[""]), "percent": None}
    return {"words": _step_words(progress.step), "percent": progress.percent}


def _step_words(step: str) -> str:
    if step in STEPS:
        return str(STEPS[step])
    if step in BY_NAME:
        return _("写入“%s”") % step
    return STEPS_EN.get(step, step.replace("读取", "Reading ")) if in_english() else step


def template_bytes() -> bytes:
    """The empty workbook, as it is today."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "template.xlsx"
        write_template(path)
        return path.read_bytes()
