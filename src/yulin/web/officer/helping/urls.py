from django.urls import path

from yulin.web.officer.helping import agencies, community, help_lists, projects

app_name = "helping"
urlpatterns = [
    path("", help_lists.lists, name="lists"),
    path("day/", help_lists.day, name="day"),
    path("lists/<uuid:uuid>/", help_lists.helplist, name="list"),
    path("cases/<uuid:uuid>/", help_lists.case, name="case"),
    path("desks/", community.desks, name="desks"),
    path("desks/<uuid:uuid>/", community.desk, name="desk"),
    path("agencies/", agencies.agencies, name="agencies"),
    path("agencies/<uuid:uuid>/", agencies.agency, name="agency"),
    path("complaints/", agencies.complaints, name="complaints"),
    path("carriers/", projects.carriers, name="carriers"),
    path("carriers/<uuid:uuid>/", projects.carrier, name="carrier"),
    path("projects/", projects.projects, name="projects"),
    path("projects/<uuid:uuid>/", projects.project, name="project"),
]
