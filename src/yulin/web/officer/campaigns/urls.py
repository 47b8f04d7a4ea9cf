from django.urls import path

from yulin.web.officer.campaigns.views import campaigns, letters, streams, totals, trips

app_name = "campaigns"
urlpatterns = [
    path("", campaigns.campaigns, name="list"),
    path("new/", campaigns.new, name="new"),
    path("totals/", totals.totals, name="totals"),
    path("totals/file/", totals.file, name="totals_file"),
    path("totals/figures/", totals.figures, name="figures"),
    path("streams/", streams.streams, name="streams"),
    path("streams/new/", streams.new, name="new_stream"),
    path("streams/<uuid:uuid>/", streams.stream, name="stream"),
    path("streams/<uuid:uuid>/step/", streams.step, name="stream_step"),
    path("trips/", trips.trips, name="trips"),
    path("trips/new/", trips.new, name="new_trip"),
    path("trips/<uuid:uuid>/", trips.trip, name="trip"),
    path("trips/<uuid:uuid>/step/", trips.step, name="trip_step"),
    path("letters/<uuid:uuid>/", letters.letter, name="letter"),
    path("letters/<uuid:uuid>/step/", letters.step, name="letter_step"),
    path("<uuid:uuid>/", campaigns.campaign, name="one"),
    path("<uuid:uuid>/change/", campaigns.change, name="change"),
    path("<uuid:uuid>/step/", campaigns.step, name="step"),
    path("<uuid:uuid>/people/<str:measure>/", campaigns.people, name="people"),
]
