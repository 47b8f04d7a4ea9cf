from django.urls import path

from yulin.web.officer.studio.views import decide, documents, drafts, editor

app_name = "studio"
urlpatterns = [
    path("", drafts.drafts, name="drafts"),
    path("new/", drafts.new, name="new"),
    path("words/", editor.words, name="words"),
    path("documents/", documents.documents, name="documents"),
    path("documents/<str:code>/", documents.document, name="document"),
    path("documents/<str:code>/draft/", documents.draft, name="draft_of"),
    path("documents/<str:code>/official/", documents.official, name="document_official"),
    path("documents/<str:code>/texts/<str:sha256>/", documents.text, name="text"),
    path("drafts/<uuid:uuid>/", editor.editor, name="editor"),
    path("drafts/<uuid:uuid>/save/", editor.save, name="save"),
    path("drafts/<uuid:uuid>/check/", editor.check, name="check"),
    path("drafts/<uuid:uuid>/change/", editor.change, name="change"),
    path("drafts/<uuid:uuid>/matches/", editor.matches, name="matches"),
    path("drafts/<uuid:uuid>/official/", editor.official, name="official"),
    path("drafts/<uuid:uuid>/review/", decide.review, name="review"),
    path("drafts/<uuid:uuid>/submit/", decide.submit, name="submit"),
    path("drafts/<uuid:uuid>/withdraw/", decide.withdraw, name="withdraw"),
    path("drafts/<uuid:uuid>/discard/", decide.discard, name="discard"),
    path("drafts/<uuid:uuid>/decide/", decide.decide, name="decide"),
    path("drafts/<uuid:uuid>/saves/", drafts.saves, name="saves"),
    path("drafts/<uuid:uuid>/saves/<int:revision>/", drafts.saved, name="saved"),
]
