"""Every address of the site; each face brings its own."""

from django.urls import include, path

urlpatterns = [
    path("api/", include("yulin.api.urls")),
    path("", include("yulin.web.urls")),
]
