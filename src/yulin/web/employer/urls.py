from django.urls import path

from yulin.web.employer import helping, jobs, services, told_views, views

app_name = "employer"
urlpatterns = [
    path("", views.home, name="home"),
    path("dues/", views.dues, name="dues"),
    path("dues/<str:policy>/<str:benefit>/", views.own_why, name="own_why"),
    path("services/", services.services, name="services"),
    path("posts/", jobs.posts, name="posts"),
    path("posts/new/", jobs.new_post, name="new_post"),
    path("posts/<uuid:uuid>/", jobs.post, name="post"),
    path("posts/<uuid:uuid>/change/", jobs.change_post, name="change_post"),
    path("posts/candidates/<uuid:uuid>/", jobs.candidate, name="candidate"),
    path("orders/", helping.orders, name="orders"),
    path("orders/new/", helping.new_order, name="new_order"),
    path("orders/<uuid:uuid>/", helping.order, name="order"),
    path("agency/", helping.agency, name="agency"),
    path("agency/orders/<uuid:uuid>/", helping.agency_order, name="agency_order"),
    path("notices/", told_views.notices, name="notices"),
    path("notices/read/", told_views.read, name="read_notices"),
    path("notices/<uuid:uuid>/", told_views.notice, name="notice"),
    path("objections/", told_views.objections, name="objections"),
    path("objections/new/", told_views.new_objection, name="new_objection"),
    path("objections/<uuid:uuid>/", told_views.objection, name="objection"),
    path("objections/<uuid:uuid>/withdraw/", told_views.withdraw, name="withdraw"),
    path("findings/", told_views.findings, name="findings"),
    path("findings/money/<uuid:uuid>/answer/", told_views.answer_claim_of, name="answer_claim"),
    path("findings/<uuid:uuid>/answer/", told_views.answer_finding_of, name="answer_finding"),
    path("staff/", views.staff, name="staff"),
    path("staff/<uuid:uuid>/<str:policy>/<str:benefit>/", views.staff_why, name="staff_why"),
]
