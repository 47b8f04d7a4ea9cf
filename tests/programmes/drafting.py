"""Drafts for tests."""

from yulin.programmes.actions.drafts import save_draft, start_draft, submit_draft
from yulin.programmes.actions.register import keep_text_in_use
from yulin.programmes.actions.release import release_draft
from yulin.programmes.queries.library import library_now


def draft_of(writer, code="T-02"):
    """A draft of a document in use."""
    base = keep_text_in_use(document=library_now().get(code))
    return start_draft(acting_user=writer, text=base.text, base=base)


def rewritten(writer, draft, old="<= 45", new="<= 40"):
    assert old in draft.text
    text = draft.text.replace(old, new)
    return save_draft(acting_user=writer, draft=draft, text=text, revision=draft.revision)


def submitted(writer, code="T-02", old="<= 45", new="<= 40"):
    draft = rewritten(writer, draft_of(writer, code), old, new)
    return submit_draft(acting_user=writer, draft=draft, revision=draft.revision)


def released(writer, second, code="T-02", old="<= 45", new="<= 40"):
    draft = submitted(writer, code, old, new)
    return release_draft(acting_user=second, draft=draft, revision=draft.revision)
