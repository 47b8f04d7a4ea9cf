from django.urls import URLPattern, URLResolver, include, path

from yulin.web.preferences import set_preferences

urlpatterns: list[URLPattern | URLResolver] = [
    path("preferences/", set_preferences, name="preferences"),
    path("", include("yulin.web.public.urls")),
    path("sign-in/", include("yulin.web.account.sign_in_urls")),
    path("account/", include("yulin.web.account.urls")),
    path("administrator/", include("yulin.web.administrator.urls")),
    path("me/", include("yulin.web.person.urls")),
    path("officer/studio/", include("yulin.web.officer.studio.urls")),
    path("officer/control/", include("yulin.web.officer.control.urls")),
    path("officer/money/", include("yulin.web.officer.money.urls")),
    path("officer/rights/", include("yulin.web.officer.rights.urls")),
    path("officer/review/", include("yulin.web.officer.review.urls")),
    path("officer/campaigns/", include("yulin.web.officer.campaigns.urls")),
    path("officer/campus/", include("yulin.web.officer.campus.urls")),
    path("officer/helping/", include("yulin.web.officer.helping.urls")),
    path("officer/", include("yulin.web.officer.urls")),
    path("departments/", include("yulin.web.departments.urls")),
    path("employer/", include("yulin.web.employer.urls")),
    path("school/", include("yulin.web.school.urls")),
    path("auditor/", include("yulin.web.auditor.urls")),
]
