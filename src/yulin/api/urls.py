from django.urls import path

from yulin.api.docs import docs
from yulin.api.face import api

urlpatterns = [path("docs/", docs, name="api_docs"), path("v1/", api.urls)]
