"""A workbook that is made for one answer and kept nowhere."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from django.http import HttpResponse

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook_answer(write: Callable[[Path], object], name: str) -> HttpResponse:
    with TemporaryDirectory() as folder:
        out = Path(folder) / "book.xlsx"
        write(out)
        answer = HttpResponse(out.read_bytes(), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return answer
