from django.urls import path

from yulin.web.officer.events import day, firms, views

app_name = "event"
urlpatterns = [
    path("", views.events, name="list"),
    path("series/", views.all_series, name="all_series"),
    path("series/<uuid:uuid>/", views.series, name="series"),
    path("new/", views.new, name="new"),
    path("<uuid:uuid>/", views.event, name="one"),
    path("<uuid:uuid>/change/", views.change, name="change"),
    path("<uuid:uuid>/firms/", firms.firms, name="firms"),
    path("<uuid:uuid>/slots/", firms.slots, name="slots"),
    path("<uuid:uuid>/outcome/", firms.outcomes, name="outcome"),
    path("<uuid:uuid>/tickets/", day.tickets, name="tickets"),
    path("<uuid:uuid>/tickets/export/", day.export, name="export"),
    path("<uuid:uuid>/door/", day.door, name="door"),
    path("<uuid:uuid>/door/scans/", day.scans, name="scans"),
]
