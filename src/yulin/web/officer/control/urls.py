from django.urls import path

from yulin.web.officer.control.views import campaigns, findings, limits, rechecks, signals

app_name = "control"
urlpatterns = [
    path("", signals.signals, name="signals"),
    path("signals/<uuid:uuid>/", signals.signal, name="signal"),
    path("signals/<uuid:uuid>/step/", signals.step, name="signal_step"),
    path("campaigns/", campaigns.campaigns, name="campaigns"),
    path("campaigns/new/", campaigns.new, name="new_campaign"),
    path("campaigns/<uuid:uuid>/", campaigns.campaign, name="campaign"),
    path("campaigns/<uuid:uuid>/step/", campaigns.step, name="campaign_step"),
    path("campaigns/<uuid:uuid>/file/", campaigns.file, name="campaign_file"),
    path("campaigns/<uuid:uuid>/drawn/<uuid:name>/", campaigns.entry, name="entry"),
    path("findings/", findings.findings, name="findings"),
    path("findings/<uuid:uuid>/", findings.finding, name="finding"),
    path("findings/<uuid:uuid>/step/", findings.step, name="finding_step"),
    path("rechecks/", rechecks.rechecks, name="rechecks"),
    path("rates/", findings.rates, name="rates"),
    path("limits/", limits.limits, name="limits"),
    path("limits/set/", limits.set_limit, name="set_limit"),
]
