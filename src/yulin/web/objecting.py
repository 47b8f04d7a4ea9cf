"""Being told and answering, the same for a person and for an organisation that its clerk speaks for."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.entitlements.actions.objections import answer_by, object_to, withdraw_objection
from yulin.entitlements.enums import ObjectionKind
from yulin.entitlements.errors import GrantError
from yulin.entitlements.models import Notice, Objection
from yulin.entitlements.queries.objections import access_objection
from yulin.ledger.actions.read import read_notices
from yulin.policy.decision import Decision
from yulin.programmes.queries.library import library
from yulin.registry.models import CorrectionRequest, Employer, Person
from yulin.web.officer.gate import found
from yulin.web.told import words_of

Subject = Person | Employer


def show_notice(
    request: HttpRequest,
    *,
    template: str,
    subject: Subject,
    rows: "QuerySet[Notice]",
    uuid: str,
    decide: Callable[[Notice], list[Decision]],
) -> HttpResponse:
    """One of them, with the clauses as they stood then; opening it is reading it."""
    one = rows.filter(uuid=uuid).select_related("run__library").first()
    if one is None:
        raise Http404
    decisions = [] if one.run is None else decide(one)
    key = f"{one.policy}/{one.benefit}"
    context = {
        "line": words_of(one),
        "notice": one,
        "decision": next((d for d in decisions if d.key == key), None),
        "in_time": one.until is not None and one.until >= timezone.localdate(),
    }
    if one.read_at is None:
        read_notices(acting_user=request.user, subject=subject, only=one)
    return render(request, template, context)


def object_by_form(
    request: HttpRequest,
    *,
    template: str,
    then: str,
    subject: Subject,
    rows: "QuerySet[Notice]",
    more: dict[str, Any] | None = None,
    corrections: list[CorrectionRequest] | None = None,
) -> HttpResponse:
    """The form that a due or a notice leads to; what is refused is said above it, words kept.

    `then` names the address that shows what was handed in.
    """
    typed = request.POST if request.method == "POST" else request.GET
    about = {name: typed.get(name, "") for name in ("policy", "benefit")}
    if not _is_known(**about):
        raise Http404
    words = {name: typed.get(name, "") for name in ("kind", "text")}
    notice, error = _notice(rows, typed.get("notice", "")), ""
    if request.method == "POST":
        chosen = about | words | {"notice": notice, "corrections": corrections or []}
        try:
            made = object_to(acting_user=request.user, subject=subject, **chosen)
        except GrantError as refused:
            error = str(refused)
        else:
            messages.success(request, _("已收到，会由没有经手过的人复核并答复您。"))
            return HttpResponseRedirect(reverse(then, args=[made.uuid]))
    context = {
        **about,
        "key": "/".join(about.values()),
        "notice": notice,
        "kinds": ObjectionKind.choices,
        "typed": words,
        "answer_by": answer_by(timezone.localdate()),
        "error": error,
        **(more or {}),
    }
    return render(request, template, context, status=422 if error else 200)


def withdraw_by_form(request: HttpRequest, *, then: str, uuid: str) -> HttpResponse:
    """Back to the objection, which says what became of it."""
    one: Objection = found(access_objection, user=request.user, uuid=uuid)
    try:
        withdraw_objection(acting_user=request.user, objection=one)
        messages.success(request, _("已撤回。"))
    except GrantError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(reverse(then, args=[one.uuid]))


def _notice(rows: "QuerySet[Notice]", uuid: str) -> Notice | None:
    if not uuid:
        return None
    try:
        return rows.get(uuid=uuid)
    except (Notice.DoesNotExist, ValidationError):
        raise Http404 from None


def _is_known(policy: str, benefit: str) -> bool:
    """Some text names it: nobody objects to what does not exist."""
    versions = [v for d in library().documents if d.id == policy for v in d.versions]
    named = {b.id for v in versions for b in v.benefits}
    return benefit in named | {v.classification.id for v in versions if v.classification}
