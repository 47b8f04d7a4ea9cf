from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yulin.facts import enums
from yulin.registry.enums import OrganisationGroup
from yulin.registry.queries.organisations import OrganisationFilters, organisations_list
from yulin.web.language import in_english
from yulin.web.officer.gate import permitted
from yulin.web.officer.listing import code_of, listed, page_number
from yulin.web.officer.people import districts_of
from yulin.web.officer.rules import may_look


@require_safe
@permitted(may_look)
def organisations(request: HttpRequest) -> HttpResponse:
    """Firms, schools, agencies, institutions, and who keeps studios and bases."""
    kinds = _words(enums.EMPLOYER_KIND)
    platforms = _words(enums.PLATFORM_KIND)
    kind, group = request.GET.get("kind", ""), request.GET.get("group", "")
    text = request.GET.get("q", "").strip()[:100]
    wanted = OrganisationFilters(
        group=group if group in OrganisationGroup.values else "",
        kind=int(kind) if kind in map(str, range(len(kinds))) else None,
        division=code_of(request.GET.get("district", "")),
    )
    page = organisations_list(
        user=request.user, search=text, filters=wanted, page=page_number(request.GET)
    )
    context = {
        **listed(request, page),
        "words": text,
        "wanted": wanted,
        "is_narrowed": bool(text) or wanted != OrganisationFilters(),
        "groups": OrganisationGroup.choices,
        "kinds": list(enumerate(kinds)),
        "districts": districts_of(request.user),
        "lines": [
            (row, kinds[row.kind], [platforms[kept] for kept in row.platforms]) for row in page.rows
        ],
    }
    return render(request, "officer/organisations.html", context)


def _words(labels: enums.LabelSet) -> tuple[str, ...]:
    return labels.en if in_english() else labels.labels
