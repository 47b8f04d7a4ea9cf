from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yulin.control.actions.signals import set_threshold
from yulin.control.errors import ControlError
from yulin.control.kinds import KINDS, SWITCH
from yulin.control.models import Threshold
from yulin.control.rules import may_look, may_set_threshold
from yulin.control.thresholds import limits_now
from yulin.web.officer.control import form
from yulin.web.officer.gate import permitted
from yulin.web.officer.rules import may_work

LAST = 20


@require_safe
@permitted(may_look)
def limits(request: HttpRequest) -> HttpResponse:
    now = limits_now()
    last = Threshold.objects.select_related("set_by")[:LAST]
    context = {
        "kinds": [
            (kind, _limits(kind.name, now), now[kind.name][SWITCH]) for kind in KINDS.values()
        ],
        "changes": [(one, *_words(one)) for one in last],
        "may_set": may_set_threshold(request.user),
        "switch": SWITCH,
    }
    return render(request, "officer/control/limits.html", context)


def _limits(kind: str, now: dict[str, dict[str, int]]) -> list[tuple[str, Any, int]]:
    return [(name, limit, now[kind][name]) for name, limit in KINDS[kind].limits.items()]


def _words(one: Threshold) -> tuple[Any, Any]:
    kind = KINDS.get(one.kind)
    if kind is None:
        return one.kind, one.name
    limit = kind.limits.get(one.name)
    return kind.title, limit.words if limit else _("启用")


@require_POST
@permitted(may_work)
def set_limit(request: HttpRequest) -> HttpResponse:
    kind, _slash, name = request.POST.get("limit", "").partition(".")
    try:
        set_threshold(
            acting_user=request.user,
            kind=kind,
            name=name,
            value=form.number(request.POST, "value", _("数值")),
            reason=form.words(request.POST, "reason"),
        )
        messages.success(request, _("已改，今晚起按新的界限查找。"))
    except ControlError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(reverse("control:limits"))
