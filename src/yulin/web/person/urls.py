from django.urls import path

from yulin.web.person import checks, views

app_name = "person"
urlpatterns = [
    path("", views.dues, name="dues"),
    path("choice/", views.choose, name="choose"),
    path("help/", views.helping, name="help"),
    path("facts/", views.facts, name="facts"),
    path("payments/", views.payments, name="payments"),
    path("checks/", checks.checks, name="checks"),
    path("checks/<uuid:uuid>/answer/", checks.answer, name="answer_check"),
    path("corrections/", views.corrections, name="corrections"),
    path("corrections/new/", views.new_correction, name="new_correction"),
    path("why/<str:policy>/<str:benefit>/", views.why, name="why"),
]
