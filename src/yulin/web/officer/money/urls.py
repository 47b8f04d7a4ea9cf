from django.urls import path

from yulin.web.officer.money.views import accounts, batches, claims, funds, proofs, replies

app_name = "money"
urlpatterns = [
    path("", funds.funds, name="funds"),
    path("funds/new/", funds.new_fund, name="new_fund"),
    path("funds/reserve/", funds.reserve_now, name="reserve"),
    path("funds/<uuid:uuid>/", funds.fund, name="fund"),
    path("funds/<uuid:uuid>/step/", funds.step, name="fund_step"),
    path("batches/", batches.batches, name="batches"),
    path("batches/new/", batches.make, name="make"),
    path("batches/<uuid:uuid>/", batches.batch, name="batch"),
    path("batches/<uuid:uuid>/step/", batches.step, name="step"),
    path("batches/<uuid:uuid>/file/<str:form>/", batches.file, name="file"),
    path("batches/<uuid:uuid>/export/<str:form>/", batches.export, name="export"),
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/list/", accounts.take_list, name="take_list"),
    path("accounts/first/", accounts.approve_first, name="approve_first"),
    path("accounts/<uuid:uuid>/", accounts.decide, name="decide_account"),
    path("replies/", replies.replies, name="replies"),
    path("replies/new/", replies.receive, name="receive"),
    path("doubts/", replies.doubts, name="doubts"),
    path("doubts/<int:pk>/ask/", replies.ask, name="ask"),
    path("doubts/<int:pk>/decide/", replies.decide, name="decide"),
    path("claims/", claims.claims, name="claims"),
    path("claims/<uuid:uuid>/", claims.claim, name="claim"),
    path("claims/<uuid:uuid>/step/", claims.step, name="claim_step"),
    path("proofs/", proofs.proofs, name="proofs"),
    path("proofs/new/", proofs.prove, name="prove"),
    path("proofs/release/", proofs.release, name="release"),
    path("proofs/<uuid:uuid>/", proofs.proof, name="proof"),
]
