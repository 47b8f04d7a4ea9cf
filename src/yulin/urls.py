"""Every address of the site; each face brings its own."""

from django.urls import include, path

urlpatterns = [path("", include("yulin.web.urls"))]
