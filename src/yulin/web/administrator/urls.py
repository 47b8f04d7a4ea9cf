from django.urls import path

from yulin.web.administrator.views import accounts, duties, journal

app_name = "administrator"
urlpatterns = [
    path("", accounts.accounts, name="accounts"),
    path("new/", accounts.new_account, name="new_account"),
    path("accounts/<uuid:uuid>/", accounts.account, name="account"),
    path("accounts/<uuid:uuid>/disable/", accounts.disable, name="disable"),
    path("accounts/<uuid:uuid>/enable/", accounts.enable, name="enable"),
    path("accounts/<uuid:uuid>/code/", accounts.set_up_code, name="set_up_code"),
    path("accounts/<uuid:uuid>/sessions/end/", accounts.end_sessions, name="end_sessions"),
    path("accounts/<uuid:uuid>/unlock/", accounts.unlock, name="unlock"),
    path("duties/", duties.duties, name="duties"),
    path("duties/new/", duties.new_request, name="new_request"),
    path("duties/<uuid:uuid>/check/", duties.check, name="check"),
    path("duties/<uuid:uuid>/approve/", duties.approve, name="approve"),
    path("duties/<uuid:uuid>/refuse/", duties.refuse, name="refuse"),
    path("held/<uuid:uuid>/end/", duties.end, name="end_duty"),
    path("journal/", journal.journal, name="journal"),
]
