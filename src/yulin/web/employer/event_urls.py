from django.urls import path

from yulin.web.employer import events

app_name = "event"
urlpatterns = [
    path("", events.events, name="list"),
    path("<uuid:fair>/", events.event, name="one"),
    path("day/<uuid:uuid>/", events.day, name="day"),
]
