from django.urls import path

from yulin.web.auditor import views

app_name = "auditor"
urlpatterns = [path("", views.journal, name="journal")]
