"""What is held of a person, as their own: who looked, why it is used, a copy, deletion."""

from pathlib import Path
from tempfile import TemporaryDirectory

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yulin.registry.models import Person
from yulin.registry.queries.scope import rows_of
from yulin.rights.actions.consents import give_consent, withdraw_consent
from yulin.rights.actions.copy import Form, copy_everything
from yulin.rights.actions.erasures import ask_erasure, withdraw_erasure
from yulin.rights.errors import RightsError
from yulin.rights.models import Erasure
from yulin.rights.obstacles import kept_of, obstacles_of
from yulin.rights.queries.looks import all_looks, asked_about, pages_seen
from yulin.rights.queries.purposes import purposes_of
from yulin.web.person.access import person_required

_TYPES = {
    Form.JSON: "application/json",
    Form.WORKBOOK: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@never_cache
@require_safe
@person_required
def looks(request: HttpRequest, person: Person) -> HttpResponse:
    context = {
        "looks": all_looks(user=request.user, person=person),
        "pages": pages_seen(user=request.user, person=person),
        "asked": asked_about(user=request.user, person=person),
    }
    return render(request, "person/looks.html", context)


@never_cache
@require_safe
@person_required
def purposes(request: HttpRequest, person: Person) -> HttpResponse:
    return render(request, "person/purposes.html", {"purposes": purposes_of(person)})


@never_cache
@require_POST
@person_required
def consent(request: HttpRequest, person: Person, purpose: str) -> HttpResponse:
    """Give it, or take it back: one press either way."""
    verb = withdraw_consent if request.POST.get("withdraw") else give_consent
    try:
        verb(acting_user=request.user, person=person, purpose=purpose)
        messages.success(request, _("已记下，立即生效。"))
    except RightsError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(reverse("person:purposes"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def copy(request: HttpRequest, person: Person) -> HttpResponse:
    """Everything that is held, as a file; asked for by a form, since it is journalled."""
    if request.method != "POST":
        return render(request, "person/copy.html")
    form = request.POST.get("form", "")
    if form not in {one.value for one in Form}:
        raise Http404
    with TemporaryDirectory() as folder:
        out = Path(folder) / "copy"
        copy_everything(acting_user=request.user, person=person, form=Form(form), out=out)
        response = HttpResponse(out.read_bytes(), content_type=_TYPES[Form(form)])
    response["Content-Disposition"] = f'attachment; filename="my-data.{form}"'
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def erasure(request: HttpRequest, person: Person) -> HttpResponse:
    """What can be deleted, what is kept and until when; asking for it."""
    error = ""
    if request.method == "POST":
        try:
            if request.POST.get("sure") != "yes":
                raise RightsError(_("请先确认您知道删除不能恢复。"))  # noqa: TRY301 - said like the others
            ask_erasure(acting_user=request.user, person=person, text=request.POST.get("text", ""))
        except RightsError as refused:
            error = str(refused)
        else:
            messages.success(request, _("已收到您的申请，处理结果会显示在这里。"))
            return HttpResponseRedirect(reverse("person:erasure"))
    context = {
        "obstacles": obstacles_of(person),
        "kept": kept_of(person),
        "asked": Erasure.objects.filter(person__in=rows_of(person)),
        "error": error,
    }
    return render(request, "person/erasure.html", context, status=422 if error else 200)


@never_cache
@require_POST
@person_required
def withdraw(request: HttpRequest, person: Person) -> HttpResponse:
    one = Erasure.objects.filter(person__in=rows_of(person), state="open").first()
    if one is None:
        raise Http404
    try:
        withdraw_erasure(acting_user=request.user, erasure=one)
        messages.success(request, _("已撤回。"))
    except RightsError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(reverse("person:erasure"))
