from django.urls import path

from yulin.web.officer.sources import views

app_name = "source"
urlpatterns = [
    path("", views.sources, name="list"),
    path("new/", views.new, name="new"),
    path("<uuid:uuid>/", views.source, name="source"),
    path("<uuid:uuid>/edit/", views.edit, name="edit"),
    path("<uuid:uuid>/switch/", views.switch, name="switch"),
    path("<uuid:uuid>/try/", views.try_it, name="try"),
    path("<uuid:uuid>/ask/<uuid:person>/", views.ask, name="ask"),
]
