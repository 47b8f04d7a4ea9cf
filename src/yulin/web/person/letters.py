"""Letters that a person got, one of them, and wanting no more."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from yulin.events.actions.letters import read_letter, want_letters
from yulin.events.queries.letters import deliveries_of, letters_of, wants_letters
from yulin.registry.models import Person
from yulin.web.availability import needs_library
from yulin.web.letters import due_words
from yulin.web.officer.gate import found
from yulin.web.officer.listing import listed, page_number
from yulin.web.person.access import person_required


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def letters(request: HttpRequest, person: Person) -> HttpResponse:
    if request.method == "POST":
        wanted = request.POST.get("wanted") == "yes"
        want_letters(acting_user=request.user, person=person, wanted=wanted)
        messages.success(
            request,
            _("以后会收到来信。") if wanted else _("以后不再收到来信；待遇的变化仍会告知。"),
        )
        return HttpResponseRedirect(reverse("person:letters"))
    page = letters_of(person, page=page_number(request.GET))
    context = {**listed(request, page), "wants": wants_letters(person)}
    return render(request, "person/letters.html", context)


@never_cache
@require_safe
@needs_library
@person_required
def letter(request: HttpRequest, person: Person, uuid: str) -> HttpResponse:
    one = found(deliveries_of(person).get, uuid=uuid)
    read_letter(acting_user=request.user, delivery=one)
    context = {"delivery": one, "letter": one.letter, "dues": due_words(one.dues)}
    return render(request, "person/letter.html", context)
