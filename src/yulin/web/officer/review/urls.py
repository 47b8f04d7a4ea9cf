from django.urls import path

from yulin.web.officer.review import holds, objections, stops

app_name = "review"
urlpatterns = [
    path("", objections.objections, name="objections"),
    path("<uuid:uuid>/", objections.objection, name="objection"),
    path("<uuid:uuid>/step/", objections.step, name="step"),
    path("holds/", holds.holds, name="holds"),
    path("holds/<uuid:uuid>/release/", holds.release, name="release"),
    path("stops/", stops.stops, name="stops"),
    path("stops/<uuid:uuid>/decide/", stops.decide, name="decide_stop"),
    path("people/<uuid:uuid>/stop/", stops.ask, name="ask_stop"),
    path("firms/<uuid:uuid>/stop/", stops.ask_firm, name="ask_firm_stop"),
    path("people/<uuid:uuid>/", holds.person, name="person"),
    path("people/<uuid:uuid>/place/", holds.place, name="place"),
]
