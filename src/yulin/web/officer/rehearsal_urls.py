from django.urls import path

from yulin.web.officer.views import rehearsals

app_name = "rehearsal"
urlpatterns = [
    path("", rehearsals.rehearsals, name="list"),
    path("new/", rehearsals.new, name="new"),
    path("try/", rehearsals.attempt, name="try"),
    path("start/", rehearsals.start, name="start"),
    path("<uuid:uuid>/", rehearsals.rehearsal, name="one"),
    path("<uuid:uuid>/cancel/", rehearsals.cancel, name="cancel"),
    path("<uuid:uuid>/delete/", rehearsals.delete, name="delete"),
    path("<uuid:uuid>/people/", rehearsals.people, name="people"),
    path("<uuid:uuid>/workbook/", rehearsals.workbook, name="workbook"),
]
