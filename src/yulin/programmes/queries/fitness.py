"""Whether a draft's text may be decided with, and what is in the way."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from yulin.policy.library import Library
from yulin.policy.studio.trial import Trial, try_text
from yulin.programmes.errors import LibraryError
from yulin.programmes.models import Draft
from yulin.programmes.queries.library import library_now


def trial_of(draft: Draft, library: Library | None = None) -> Trial:
    """The draft's text tried beside the library in use."""
    return try_text(library or library_now(), draft.text, name=draft.file)


def faults_of(draft: Draft) -> list[str]:
    """Everything that keeps the text from being submitted, in sentences."""
    try:
        library = library_now()
    except LibraryError as error:
        return [str(error)]
    return list(_faults(draft, library))


def _faults(draft: Draft, library: Library) -> Iterator[str]:
    trial = trial_of(draft, library)
    yield from (str(problem) for problem in trial.errors)
    for run in trial.failed:
        yield _("案例 %(case)s 不符：%(what)s") % {
            "case": run.case.id,
            "what": "；".join(run.outcome.differences),
        }
    document = trial.document
    if document is None or trial.errors:
        return
    if document.id != draft.code:
        yield _("文本的编号是 %(text)s，这份草稿的是 %(draft)s。") % {
            "text": document.id,
            "draft": draft.code,
        }
    if document.region != draft.region:
        yield _("文本的地区不在您的范围内，或与原文件不同。")
    used = any(one.id == draft.code for one in library.documents)
    if draft.base_id is None and used:
        yield _("编号 %s 已有文件在用，请换一个编号，或对那份文件起草。") % draft.code
