from django.urls import path

from yulin.web.departments import views

app_name = "departments"
urlpatterns = [path("<uuid:uuid>/messages/", views.message, name="message")]
