"""A person's own account: which is in use, and the form that asks for another."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from yulin.ledger.actions.payees import ask_payee
from yulin.ledger.errors import LedgerError
from yulin.ledger.queries.payees import own_payees
from yulin.registry.models import Person, PersonFact
from yulin.web.person.access import person_required

_TYPED = ("bank", "bank_code", "number")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def account(request: HttpRequest, person: Person) -> HttpResponse:
    """The account is in one's own name: somebody else's is asked for at the window, with a reason."""
    held = PersonFact.objects.current().filter(person=person)
    name = held.values_list("name", flat=True).first() or ""
    given = {field: request.POST.get(field, "").strip()[:80] for field in _TYPED}
    error = ""
    if request.method == "POST":
        try:
            ask_payee(acting_user=request.user, subject=person, holder=name, **given)
        except LedgerError as refused:
            error = str(refused)
        else:
            messages.success(request, _("已收到，核准以后使用；进展会显示在这里。"))
            return HttpResponseRedirect(reverse("person:account"))
    context = {"accounts": own_payees(person=person), "name": name, "given": given, "error": error}
    return render(request, "person/account.html", context, status=422 if error else 200)
