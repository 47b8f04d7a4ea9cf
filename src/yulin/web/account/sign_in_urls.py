from django.urls import path

from yulin.web.account.views import passkey, set_up, sign_in, single_sign_on

app_name = "sign_in"
urlpatterns = [
    path("code/", sign_in.code, name="code"),
    path("passkey/", passkey.passkey, name="passkey"),
    path("set-up/", set_up.set_up, name="set_up"),
    path("set-up/second/", set_up.enrol, name="enrol"),
    path("sso/", single_sign_on.begin, name="sso"),
    path("sso/back/", single_sign_on.back, name="sso_back"),
]
