from django.urls import path

from yulin.web.employer import views

app_name = "employer"
urlpatterns = [
    path("", views.home, name="home"),
    path("dues/", views.dues, name="dues"),
    path("dues/<str:policy>/<str:benefit>/", views.own_why, name="own_why"),
    path("staff/", views.staff, name="staff"),
    path("staff/<uuid:uuid>/<str:policy>/<str:benefit>/", views.staff_why, name="staff_why"),
]
