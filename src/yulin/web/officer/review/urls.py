from django.urls import path

from yulin.web.officer.review import holds, objections

app_name = "review"
urlpatterns = [
    path("", objections.objections, name="objections"),
    path("<uuid:uuid>/", objections.objection, name="objection"),
    path("<uuid:uuid>/step/", objections.step, name="step"),
    path("holds/", holds.holds, name="holds"),
    path("holds/<uuid:uuid>/release/", holds.release, name="release"),
    path("people/<uuid:uuid>/", holds.person, name="person"),
    path("people/<uuid:uuid>/place/", holds.place, name="place"),
]
