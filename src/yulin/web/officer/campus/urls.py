from django.urls import path

from yulin.web.officer.campus import partners, rounds, visits

app_name = "campus"
urlpatterns = [
    path("", partners.partners, name="partners"),
    path("majors/", partners.majors, name="majors"),
    path("agreements/", partners.agreements, name="agreements"),
    path("agreements/<uuid:uuid>/", partners.agreement, name="agreement"),
    path("rounds/", rounds.rounds, name="rounds"),
    path("rounds/<uuid:uuid>/", rounds.round_, name="round"),
    path("rounds/<uuid:uuid>/export/", rounds.export, name="export"),
    path("visits/", visits.visits, name="visits"),
    path("visits/<uuid:uuid>/", visits.visit, name="visit"),
    path("orders/", visits.orders, name="orders"),
]
