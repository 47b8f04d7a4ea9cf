from django.urls import include, path

from yulin.web.officer.views import (
    corrections,
    decisions,
    desk,
    employers,
    organisations,
    people,
    policies,
    runs,
    uploads,
)

app_name = "officer"
urlpatterns = [
    path("", desk.desk, name="desk"),
    path("uploads/", uploads.uploads, name="uploads"),
    path("uploads/new/", uploads.receive, name="receive"),
    path("uploads/template/", uploads.template, name="template"),
    path("uploads/<uuid:uuid>/", uploads.upload, name="upload"),
    path("uploads/<uuid:uuid>/confirm/", uploads.confirm, name="confirm"),
    path("uploads/<uuid:uuid>/discard/", uploads.discard, name="discard"),
    path("uploads/<uuid:uuid>/report/", uploads.report, name="report"),
    path("runs/", runs.runs, name="runs"),
    path("runs/new/", runs.start, name="start"),
    path("runs/<uuid:uuid>/", runs.run, name="run"),
    path("runs/<uuid:uuid>/cancel/", runs.cancel, name="cancel"),
    path("runs/<uuid:uuid>/decisions/", decisions.decisions, name="decisions"),
    path("runs/<uuid:uuid>/export/<str:form>/", decisions.export, name="export"),
    path("runs/<uuid:uuid>/export/<str:form>/whole/", decisions.export_whole, name="export_whole"),
    path(
        "runs/<uuid:uuid>/employers/<uuid:employer>/why/<str:policy>/<str:benefit>/",
        employers.why,
        name="employer_why",
    ),
    path("policies/", policies.policies, name="policies"),
    path("rehearsals/", include("yulin.web.officer.rehearsal_urls")),
    path("sources/", include("yulin.web.officer.sources.urls")),
    path("identity/", include("yulin.web.officer.identity.urls")),
    path("organisations/", organisations.organisations, name="organisations"),
    path("people/", people.people, name="people"),
    path("people/<uuid:uuid>/", people.person, name="person"),
    path("people/<uuid:uuid>/facts/", people.facts, name="facts"),
    path("people/<uuid:uuid>/why/<str:policy>/<str:benefit>/", people.why, name="why"),
    path("corrections/", corrections.corrections, name="corrections"),
    path("corrections/<uuid:uuid>/", corrections.correction, name="correction"),
    path("corrections/<uuid:uuid>/answer/", corrections.answer, name="answer"),
]
