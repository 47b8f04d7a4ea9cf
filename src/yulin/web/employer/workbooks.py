"""A firm's posts as a workbook: the template, the upload with what became of each row, the export."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yulin.access.rules import is_employer
from yulin.jobs.actions.workbooks import export_firm_posts, take_workbook
from yulin.jobs.errors import JobsError
from yulin.jobs.models import PostWorkbook
from yulin.jobs.workbook.template import write_post_template
from yulin.web.employer import own
from yulin.web.jobs_files import workbook_answer
from yulin.web.officer.gate import found, permitted

OUTCOMES = {
    "open": gettext_lazy("已发布"),
    "waiting": gettext_lazy("等审核"),
    "draft": gettext_lazy("草稿"),
    "duplicate": gettext_lazy("重复"),
    "refused": gettext_lazy("没有导入"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(is_employer)
def workbook(request: HttpRequest) -> HttpResponse:
    employer = found(own.own_employer, user=request.user)
    if request.method != "POST":
        return _page(request)
    given = request.FILES.get("file")
    if given is None:
        return _page(request, error=_("请先选一个文件。"))
    try:
        made = take_workbook(
            acting_user=request.user,
            employer=employer,
            name=given.name or "",
            chunks=given.chunks(),
            submit=request.POST.get("do") == "submit",
        )
    except JobsError as error:
        return _page(request, error=str(error))
    return HttpResponseRedirect(reverse("employer:workbook_rows", args=[made.uuid]))


def _page(request: HttpRequest, error: str = "") -> HttpResponse:
    rows = PostWorkbook.objects.filter(employer__uuid=request.user.organisation_key)
    context = {"earlier": list(rows.defer("rows")[:10]), "error": error}
    return render(request, "employer/workbook.html", context, status=422 if error else 200)


@require_safe
@permitted(is_employer)
def rows(request: HttpRequest, uuid: str) -> HttpResponse:
    """What became of each row."""
    mine = PostWorkbook.objects.filter(employer__uuid=request.user.organisation_key)
    one = found(mine.get, uuid=uuid)
    counts = [
        (word, n)
        for key, word in OUTCOMES.items()
        if (n := sum(row["outcome"] == key for row in one.rows))
    ]
    lines = [(row, OUTCOMES[row["outcome"]]) for row in one.rows]
    context = {"workbook": one, "counts": counts, "lines": lines}
    return render(request, "employer/workbook_rows.html", context)


@require_safe
@permitted(is_employer)
def template(_request: HttpRequest) -> HttpResponse:
    return workbook_answer(write_post_template, "yulin-posts")


@require_POST
@permitted(is_employer)
def export(request: HttpRequest) -> HttpResponse:
    """Posts and those who applied; asked for by a form, since it is journalled."""
    employer = found(own.own_employer, user=request.user)
    return workbook_answer(
        lambda out: export_firm_posts(acting_user=request.user, employer=employer, out=out),
        "posts",
    )
