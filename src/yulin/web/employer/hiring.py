"""A firm's board of a post with bulk steps, the résumés that it may find, its calendar."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from yulin.access.rules import is_employer
from yulin.facts import enums
from yulin.jobs.actions.inviting import invite_to_apply
from yulin.jobs.actions.refusals import may_reopen, refuse_many, reopen_many
from yulin.jobs.actions.resumes import note_look
from yulin.jobs.enums import ApplicationState, PostState, RefusalReason
from yulin.jobs.errors import JobsError
from yulin.jobs.models import Post, Resume
from yulin.jobs.occupations import name_of, names_of
from yulin.jobs.queries import hiring as queries
from yulin.jobs.queries.boards import firm_posts, interviews_of
from yulin.jobs.queries.hiring import BoardFilters, ResumeFilters
from yulin.jobs.queries.resumes import seen_resume
from yulin.web.employer import own
from yulin.web.jobs_calendar import calendar_answer
from yulin.web.jobs_form import districts, occupation_options, words_of
from yulin.web.jobs_shown import own_lines
from yulin.web.officer.gate import found, permitted
from yulin.web.officer.listing import listed, page_number, uuid_of

CITY = 330300


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(is_employer)
def board(request: HttpRequest, uuid: str) -> HttpResponse:
    """Everybody who applied for a post, with filters; refuse several, or take it back."""
    post = found(firm_posts(request.user).get, uuid=uuid)
    if request.method == "POST":
        _several(request, post)
        query = f"?{request.GET.urlencode()}" if request.GET else ""
        return HttpResponseRedirect(reverse("employer:board", args=[post.uuid]) + query)
    filters = BoardFilters.read(request.GET)
    page = queries.board(post, filters, page=page_number(request.GET))
    education = words_of(enums.EDUCATION)
    context = {
        **listed(request, page),
        "post": post,
        "filters": filters,
        "lines": [
            (row, education[level] if (level := row.resume.get("education")) else "")
            for row in page.rows
        ],
        "can_reopen": any(may_reopen(row) for row in page.rows),
        "states": ApplicationState.choices,
        "reasons": RefusalReason.choices,
    }
    return render(request, "employer/board.html", context)


def _several(request: HttpRequest, post: Post) -> None:
    ticked = [key for text in request.POST.getlist("who") if (key := uuid_of(text))]
    try:
        if request.POST.get("do") == "reopen":
            done, left = reopen_many(acting_user=request.user, post=post, uuids=ticked)
            told = ngettext("已收回 %(n)s 人的未录用。", "已收回 %(n)s 人的未录用。", done)
        else:
            done, left = refuse_many(
                acting_user=request.user,
                post=post,
                uuids=ticked,
                reason=request.POST.get("reason", ""),
                note=request.POST.get("note", ""),
            )
            told = ngettext(
                "已告知 %(n)s 人未录用和原因，24 小时内可以收回。",
                "已告知 %(n)s 人未录用和原因，24 小时内可以收回。",
                done,
            )
        messages.success(request, told % {"n": done})
        if left:
            messages.warning(request, _("另有 %(n)s 人现在不能这样处理。") % {"n": left})
    except JobsError as error:
        messages.error(request, str(error))


@require_safe
@permitted(is_employer)
def resumes(request: HttpRequest) -> HttpResponse:
    employer = found(own.own_employer, user=request.user)
    filters = ResumeFilters.read(request.GET)
    page = queries.resumes_list(user=request.user, filters=filters, page=page_number(request.GET))
    education = words_of(enums.EDUCATION)
    context = {
        **listed(request, page),
        "filters": filters,
        "lines": [
            (
                row.resume,
                "、".join([*(row.resume.titles or []), *names_of(row.resume.occupations)]),
                education[row.education] if row.education else "",
            )
            for row in page.rows
        ],
        "districts": districts((employer.division or CITY) // 100 * 100),
        "educations": list(enumerate(education))[1:],
        "occupations": occupation_options(),
        "occupation": name_of(filters.occupation) if filters.occupation else "",
    }
    return render(request, "employer/resumes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(is_employer)
def resume(request: HttpRequest, uuid: str) -> HttpResponse:
    """One that the firm may find: the person is told that it looked; an invitation to apply."""
    employer = found(own.own_employer, user=request.user)
    one, shown = found(seen_resume, user=request.user, uuid=uuid)
    if request.method == "POST":
        _invite(request, one)
        return HttpResponseRedirect(reverse("employer:resume", args=[one.uuid]))
    note_look(acting_user=request.user, person=one.person_id, employer=employer)
    context = {
        "resume": one,
        "shown": shown,
        "own": own_lines(shown["own"]),
        "education": words_of(enums.EDUCATION)[shown["education"]] if shown["education"] else "",
        "posts": firm_posts(request.user).filter(state=PostState.OPEN),
        "invited": queries.invited_to(employer=employer, resume=one),
    }
    return render(request, "employer/resume.html", context)


def _invite(request: HttpRequest, one: Resume) -> None:
    post = firm_posts(request.user).filter(uuid=uuid_of(request.POST.get("post", ""))).first()
    try:
        if post is None:
            raise JobsError(_("请选一个正在招聘的岗位。"))  # noqa: TRY301 - said like the others
        invite_to_apply(acting_user=request.user, resume=one, post=post)
        messages.success(request, _("已邀请，对方会在“消息”里看到。"))
    except JobsError as error:
        messages.error(request, str(error))


@require_safe
@permitted(is_employer)
def calendar_file(request: HttpRequest) -> HttpResponse:
    """The firm's standing interviews; who comes is told by name, as on the firm's own board."""
    rows = interviews_of(request.user)
    return calendar_answer((row, row.application.resume.get("name", "")) for row in rows)
