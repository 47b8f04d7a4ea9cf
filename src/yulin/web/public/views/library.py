from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from yulin.web.availability import needs_library
from yulin.web.public import catalogue, engine, policy_page
from yulin.web.public.catalogue import AUDIENCES, ORDERS, STATES, UNVERIFIED, Wanted

PAGE = 12


@require_safe
@needs_library
def policies(request: HttpRequest) -> HttpResponse:
    documents = engine.documents()
    wanted = Wanted.read(request.GET)
    found = catalogue.search(documents, wanted, timezone.localdate())
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "wanted": wanted,
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "query": query.urlencode(),
        "everything": len(documents),
        "regions": sorted({d.region for d in documents}),
        "domains": catalogue.domains(documents),
        "audiences": AUDIENCES.items(),
        "states": STATES.items(),
        "unverified": UNVERIFIED,
        "orders": ORDERS.items(),
    }
    return render(request, "public/library.html", context)


@require_safe
@needs_library
def policy(request: HttpRequest, policy: str) -> HttpResponse:
    document = engine.document(policy)
    if document is None:
        raise Http404
    today = timezone.localdate()
    documents = engine.documents()
    context = {
        "document": document,
        "entry": catalogue.entry(document, today),
        "version": policy_page.shown_version(document, request.GET.get("version", ""), today),
        "timeline": policy_page.timeline(document, today),
        "groups": policy_page.exclusive_groups(document, documents),
        "examples": policy_page.examples(document),
        "neighbours": policy_page.neighbours(document, documents),
        "grades": policy_page.GRADES,
        "best_grade": policy_page.best_grade(document),
    }
    return render(request, "public/policy.html", context)
