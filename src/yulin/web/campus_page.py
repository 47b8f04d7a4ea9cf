"""Pages about schools and students as data: sections with facts, a table, forms; one template draws them.

Every form posts to the page itself and names by `do` what is asked for; what cannot be done is told.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from yulin.campus.errors import CampusError
from yulin.jobs.errors import JobsError
from yulin.registry.queries.paging import Page
from yulin.web.jobs_form import number
from yulin.web.officer.listing import listed

Words = str | Promise
Act = Callable[[HttpRequest], object]


@dataclass(frozen=True, kw_only=True)
class Field:
    name: str
    label: Words
    #: text, date, datetime, number, area, select, check, file
    kind: str = "text"
    choices: Sequence[tuple[Any, Words]] = ()
    value: str = ""
    hint: Words = ""
    required: bool = True


@dataclass(frozen=True, kw_only=True)
class Form:
    title: Words
    do: str
    fields: Sequence[Field]
    button: Words
    hidden: Sequence[tuple[str, str]] = ()
    #: a file is sent with it
    sends_file: bool = False
    #: asks by address and changes nothing
    asks: bool = False

    @property
    def is_used(self) -> bool:
        return any(given.value for given in self.fields)


@dataclass(frozen=True)
class Button:
    do: str
    label: Words
    primary: bool = False
    #: asked once more before it is done, where it cannot be undone
    sure: Words = ""


@dataclass(frozen=True)
class Cell:
    text: Any = ""
    link: str = ""
    #: buttons, and which row they are about
    buttons: Sequence[Button] = ()
    about: str = ""
    css: str = ""


@dataclass(kw_only=True)
class Section:
    title: Words
    lead: Words = ""
    facts: Sequence[tuple[Words, Any]] = ()
    heads: Sequence[Words] = ()
    rows: Sequence[Sequence[Cell]] = ()
    empty: Words = ""
    forms: Sequence[Form] = ()
    links: Sequence[tuple[str, Words, str]] = ()
    page: Page | None = None

    @property
    def narrowing(self) -> list[Form]:
        """What asks for other rows stands above them, what adds some below."""
        return [form for form in self.forms if form.asks]

    @property
    def adding(self) -> list[Form]:
        return [form for form in self.forms if not form.asks]

    @property
    def lines(self) -> list[list[tuple[Words, Cell]]]:
        return [list(zip(self.heads, row, strict=True)) for row in self.rows]


@dataclass(kw_only=True)
class Sheet:
    title: Words
    lead: Words = ""
    sections: Sequence[Section] = ()
    tabs: Sequence[tuple[str, Words, bool]] = field(default_factory=list)
    #: the list that it belongs to: address, word
    parent: tuple[str, Words] | None = None
    printed: bool = False


def shown(request: HttpRequest, sheet: Sheet, *, frame: str = "officer") -> HttpResponse:
    """The page; at most one of its sections is paged by the address."""
    paged = next((one.page for one in sheet.sections if one.page), None)
    context = {"sheet": sheet, "shell": f"{frame}/shell.html"}
    if paged is not None:
        context |= listed(request, paged)
    return render(request, "yulin/campus_page.html", context)


def acted(request: HttpRequest, acts: dict[str, Act]) -> HttpResponse:
    """Do what the pressed button says, tell what came of it, and show the page again."""
    act = acts.get(request.POST.get("do", ""))
    if act is None:
        messages.error(request, _("请按页面上的按钮办理。"))
    else:
        try:
            told = act(request)
            messages.success(request, told if isinstance(told, str) else _("已办理。"))
        except (CampusError, JobsError) as error:
            messages.error(request, str(error))
    return HttpResponseRedirect(request.get_full_path())


def picked(request: HttpRequest, rows: Any, name: str = "of") -> Any:
    """The row that the form is about, among those that are the user's."""
    uuid = request.POST.get(name, "")
    row = rows.filter(uuid=uuid).first() if _is_uuid(uuid) else None
    if row is None:
        raise CampusError(_("没有找到要办理的记录，请刷新页面再试。"))
    return row


def asked(request: HttpRequest, rows: Any, name: str = "of") -> Any:
    """The row that the address names, or none."""
    uuid = request.GET.get(name, "")
    return rows.filter(uuid=uuid).first() if _is_uuid(uuid) else None


def _is_uuid(text: str) -> bool:
    return len(text) == 36 and set(text) <= set("0123456789abcdef-") and text.count("-") == 4


def day_of(request: HttpRequest, name: str) -> dt.date:
    try:
        day = parse_date(request.POST.get(name, ""))
    except ValueError:
        day = None
    if day is None:
        raise CampusError(_("请填写完整的日期，如 2026-09-01。"))
    return day


def day_or_none(request: HttpRequest, name: str) -> dt.date | None:
    return day_of(request, name) if request.POST.get(name) else None


def moment_of(request: HttpRequest, name: str) -> dt.datetime:
    try:
        moment = parse_datetime(request.POST.get(name, ""))
    except ValueError:
        moment = None
    if moment is None:
        raise CampusError(_("请填写完整的日期和时间。"))
    return timezone.make_aware(moment) if timezone.is_naive(moment) else moment


def number_of(request: HttpRequest, name: str) -> int:
    told = number(request.POST.get(name, ""))
    if told is None:
        raise CampusError(_("请填写数字。"))
    return told


def number_or_none(request: HttpRequest, name: str) -> int | None:
    return number(request.POST.get(name, ""))


def text_of(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").strip()


def lines_of(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()][:2000]


def cells(*told: Any) -> list[Cell]:
    return [
        one if isinstance(one, Cell) else Cell("—" if one in {None, ""} else one) for one in told
    ]


def told_or_few(value: int | None) -> Words:
    """A count; of fewer than five people nothing is said."""
    return _("少于 5 人不显示") if value is None else str(value)


def choices_of(rows: Iterable[Any]) -> list[tuple[str, str]]:
    return [(str(row.uuid), str(row)) for row in rows]
