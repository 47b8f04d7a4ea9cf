"""公示: lists of whom public bodies are to take, names masked, and objections in their days."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yulin.jobs.actions.plans import object_to
from yulin.jobs.errors import JobsError
from yulin.jobs.models import ListedPerson, Publicity
from yulin.jobs.queries.plans import access_listed, public_list, public_lists
from yulin.jobs.rules import may_object
from yulin.web.jobs_form import number
from yulin.web.officer.listing import listed, page_number


@require_safe
def publicities(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    page = public_lists(today=today, page=page_number(request.GET))
    context = {**listed(request, page), "today": today}
    return render(request, "public/publicities.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def publicity(request: HttpRequest, listing: str) -> HttpResponse:
    try:
        one, people = public_list(listing)
    except Publicity.DoesNotExist:
        raise Http404 from None
    if request.method == "POST":
        _object(request, listing)
        return HttpResponseRedirect(reverse("public:publicity", args=[listing]))
    running = one.publicity.ends_on >= timezone.localdate()
    context = {
        "one": one,
        "people": people,
        "running": running,
        "may_object": running and may_object(request.user),
    }
    return render(request, "public/publicity.html", context)


def _object(request: HttpRequest, uuid: str) -> None:
    if not may_object(request.user):
        raise PermissionDenied
    try:
        about = access_listed(uuid=uuid, key=number(request.POST.get("about", "")) or 0)
        object_to(acting_user=request.user, listed=about, text=request.POST.get("text", ""))
        messages.success(request, _("已收到，公示期内由当地人社部门核实，答复会写在这里。"))
    except ListedPerson.DoesNotExist:
        messages.error(request, _("请从名单里选一个人。"))
    except JobsError as error:
        messages.error(request, str(error))
