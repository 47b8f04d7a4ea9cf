from django.urls import path

from yulin.web.account.views import sign_in
from yulin.web.public.views import due, helping, home, jobs, library, services

app_name = "public"
urlpatterns = [
    path("", home.home, name="home"),
    path("policies/", library.policies, name="library"),
    path("policies/<str:policy>/", library.policy, name="policy"),
    path("jobs/", jobs.jobs, name="jobs"),
    path("jobs/feed/", jobs.feed, name="job_feed"),
    path("jobs/<uuid:vacancy>/", jobs.job, name="job"),
    path("jobs/<uuid:vacancy>/apply/", jobs.apply, name="apply"),
    path("agencies/", helping.agencies, name="agencies"),
    path("agencies/<uuid:provider>/", helping.agency, name="agency"),
    path("parks/", helping.parks, name="parks"),
    path("services/", services.services, name="services"),
    path("services/<uuid:station>/", services.service, name="service"),
    path("services/<uuid:station>/stay/", services.stay, name="book_stay"),
    path("services/<uuid:station>/appointment/", services.appointment, name="book_slot"),
    path("due/", due.due, name="due"),
    path("due/answer/", due.answer, name="due_answer"),
    path("due/skip/", due.skip, name="due_skip"),
    path("due/regions/", due.choose_regions, name="due_regions"),
    path("due/clear/", due.clear, name="due_clear"),
    path("due/print/", due.to_print, name="due_print"),
    path("due/why/<int:region>/<str:policy>/<str:benefit>/", due.why, name="due_why"),
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-in/demo/", sign_in.demo_sign_in, name="demo_sign_in"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("design/", home.design, name="design"),
]
