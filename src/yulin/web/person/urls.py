from django.urls import path

from yulin.web.person import accounts, checks, data_views, helping, jobs, told_views, views

app_name = "person"
urlpatterns = [
    path("", views.dues, name="dues"),
    path("choice/", views.choose, name="choose"),
    path("help/", views.helping, name="help"),
    path("facts/", views.facts, name="facts"),
    path("payments/", views.payments, name="payments"),
    path("payments/account/", accounts.account, name="account"),
    path("jobs/", jobs.applications, name="applications"),
    path("jobs/searches/", jobs.searches, name="searches"),
    path("jobs/interviews.ics", jobs.calendar_file, name="calendar"),
    path("jobs/<uuid:uuid>/", jobs.application, name="application"),
    path("jobs/resume/", jobs.resume, name="resume"),
    path("my-help/", helping.my_help, name="my_help"),
    path("my-help/projects/<uuid:uuid>/", helping.my_project, name="my_project"),
    path("checks/", checks.checks, name="checks"),
    path("checks/money/<uuid:uuid>/answer/", checks.answer_called_back, name="answer_claim"),
    path("checks/<uuid:uuid>/answer/", checks.answer, name="answer_check"),
    path("notices/", told_views.notices, name="notices"),
    path("notices/read/", told_views.read, name="read_notices"),
    path("notices/<uuid:uuid>/", told_views.notice, name="notice"),
    path("objections/", told_views.objections, name="objections"),
    path("objections/new/", told_views.new_objection, name="new_objection"),
    path("objections/<uuid:uuid>/", told_views.objection, name="objection"),
    path("objections/<uuid:uuid>/withdraw/", told_views.withdraw, name="withdraw"),
    path("looks/", data_views.looks, name="looks"),
    path("purposes/", data_views.purposes, name="purposes"),
    path("purposes/<slug:purpose>/", data_views.consent, name="consent"),
    path("copy/", data_views.copy, name="copy"),
    path("erasure/", data_views.erasure, name="erasure"),
    path("erasure/withdraw/", data_views.withdraw, name="withdraw_erasure"),
    path("corrections/", views.corrections, name="corrections"),
    path("corrections/new/", views.new_correction, name="new_correction"),
    path("why/<str:policy>/<str:benefit>/", views.why, name="why"),
]
