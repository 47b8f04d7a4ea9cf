from django.urls import path

from yulin.web.officer.views import corrections, desk, people, uploads

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
    path("people/", people.people, name="people"),
    path("people/<uuid:uuid>/", people.person, name="person"),
    path("people/<uuid:uuid>/facts/", people.facts, name="facts"),
    path("people/<uuid:uuid>/why/<str:policy>/<str:benefit>/", people.why, name="why"),
    path("corrections/", corrections.corrections, name="corrections"),
    path("corrections/<uuid:uuid>/", corrections.correction, name="correction"),
    path("corrections/<uuid:uuid>/answer/", corrections.answer, name="answer"),
]
