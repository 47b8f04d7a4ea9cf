from django.urls import path

from yulin.web.school import views

app_name = "school"
urlpatterns = [
    path("", views.home, name="home"),
    path("students/", views.students, name="students"),
    path("rounds/", views.rounds, name="rounds"),
    path("visits/", views.visits, name="visits"),
    path("agreements/", views.agreements, name="agreements"),
]
