from django.urls import path

from yulin.web.officer.rights import views

app_name = "rights"
urlpatterns = [
    path("", views.erasures, name="erasures"),
    path("<uuid:uuid>/", views.erasure, name="erasure"),
    path("<uuid:uuid>/decide/", views.decide, name="decide"),
    path("retention/", views.retention, name="retention"),
    path("retention/<uuid:uuid>/stop/", views.stop, name="stop"),
]
