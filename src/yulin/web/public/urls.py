from django.urls import path

from yulin.web.public import views

app_name = "public"
urlpatterns = [
    path("", views.home, name="home"),
    path("policies/", views.library, name="library"),
    path("due/", views.due, name="due"),
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("design/", views.design, name="design"),
]
