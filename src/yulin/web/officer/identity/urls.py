from django.urls import path

from yulin.web.officer.identity import views

app_name = "identity"
urlpatterns = [
    path("", views.duplicates, name="duplicates"),
    path("pair/<uuid:one>/<uuid:two>/", views.pair, name="pair"),
    path("links/", views.links, name="links"),
    path("links/<uuid:uuid>/", views.link, name="link"),
    path("links/<uuid:uuid>/answer/", views.answer, name="answer"),
    path("links/<uuid:uuid>/part/", views.part, name="part"),
    path("links/<uuid:uuid>/part/answer/", views.answer_part, name="answer_part"),
]
