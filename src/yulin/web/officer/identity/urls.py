from django.urls import path

from yulin.web.officer.identity import documents, views

app_name = "identity"
urlpatterns = [
    path("", views.duplicates, name="duplicates"),
    path("pair/<uuid:one>/<uuid:two>/", views.pair, name="pair"),
    path("links/", views.links, name="links"),
    path("links/<uuid:uuid>/", views.link, name="link"),
    path("links/<uuid:uuid>/answer/", views.answer, name="answer"),
    path("links/<uuid:uuid>/part/", views.part, name="part"),
    path("links/<uuid:uuid>/part/answer/", views.answer_part, name="answer_part"),
    path("names/", documents.names, name="names"),
    path("names/<uuid:uuid>/", documents.name, name="name"),
    path("names/<uuid:uuid>/answer/", documents.answer_name, name="answer_name"),
    path("people/<uuid:uuid>/documents/", documents.documents, name="documents"),
    path("people/<uuid:uuid>/number/", documents.ask_number, name="ask_number"),
    path("people/<uuid:uuid>/name/", documents.ask_name, name="ask_name"),
]
