from django.urls import path

from yulin.web.account.views import own, tokens

app_name = "account"
urlpatterns = [
    path("", own.account, name="account"),
    path("password/", own.password, name="password"),
    path("prove/", own.prove, name="prove"),
    path("code/", own.one_time_code, name="one_time_code"),
    path("code/remove/", own.remove_code, name="remove_code"),
    path("recovery/", own.recovery_codes, name="recovery_codes"),
    path("passkeys/", own.add_key, name="add_passkey"),
    path("passkeys/<uuid:uuid>/remove/", own.remove_key, name="remove_passkey"),
    path("tokens/", tokens.tokens, name="tokens"),
    path("tokens/<uuid:uuid>/revoke/", tokens.revoke, name="revoke_token"),
    path("sessions/<uuid:uuid>/end/", own.end, name="end_session"),
    path("sessions/end/", own.end_others, name="end_other_sessions"),
]
