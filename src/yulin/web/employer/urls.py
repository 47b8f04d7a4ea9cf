from django.urls import path

from yulin.web.employer import hiring, jobs, plans, services, told_views, views, workbooks

app_name = "employer"
urlpatterns = [
    path("", views.home, name="home"),
    path("dues/", views.dues, name="dues"),
    path("dues/<str:policy>/<str:benefit>/", views.own_why, name="own_why"),
    path("services/", services.services, name="services"),
    path("posts/", jobs.posts, name="posts"),
    path("posts/new/", jobs.new_post, name="new_post"),
    path("posts/export/", workbooks.export, name="export_posts"),
    path("posts/interviews.ics", hiring.calendar_file, name="calendar"),
    path("posts/workbook/", workbooks.workbook, name="workbook"),
    path("posts/workbook/template/", workbooks.template, name="workbook_template"),
    path("posts/workbook/<uuid:uuid>/", workbooks.rows, name="workbook_rows"),
    path("posts/<uuid:uuid>/board/", hiring.board, name="board"),
    path("posts/<uuid:uuid>/stages/", plans.stages, name="stages"),
    path("resumes/", hiring.resumes, name="resumes"),
    path("resumes/<uuid:uuid>/", hiring.resume, name="resume"),
    path("plans/", plans.plans, name="plans"),
    path("plans/<uuid:uuid>/", plans.plan, name="plan"),
    path("posts/<uuid:uuid>/", jobs.post, name="post"),
    path("posts/<uuid:uuid>/change/", jobs.change_post, name="change_post"),
    path("posts/candidates/<uuid:uuid>/", jobs.candidate, name="candidate"),
    path("notices/", told_views.notices, name="notices"),
    path("notices/read/", told_views.read, name="read_notices"),
    path("notices/<uuid:uuid>/", told_views.notice, name="notice"),
    path("objections/", told_views.objections, name="objections"),
    path("objections/new/", told_views.new_objection, name="new_objection"),
    path("objections/<uuid:uuid>/", told_views.objection, name="objection"),
    path("objections/<uuid:uuid>/withdraw/", told_views.withdraw, name="withdraw"),
    path("findings/", told_views.findings, name="findings"),
    path("findings/money/<uuid:uuid>/answer/", told_views.answer_claim_of, name="answer_claim"),
    path("findings/<uuid:uuid>/answer/", told_views.answer_finding_of, name="answer_finding"),
    path("staff/", views.staff, name="staff"),
    path("staff/<uuid:uuid>/<str:policy>/<str:benefit>/", views.staff_why, name="staff_why"),
]
