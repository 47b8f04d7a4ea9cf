"""A person's résumé: own words, who may find it, and a note of every firm that looked."""

from dataclasses import asdict, dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.access.actions.journal import record
from yulin.access.models import User
from yulin.access.redaction import holds_personal_number
from yulin.codes.divisions import DEFAULT
from yulin.facts import enums
from yulin.jobs.enums import AudienceKind, Shift, Visibility, WorkForm
from yulin.jobs.errors import JobsError
from yulin.jobs.models import Resume, ResumeAudience, ResumeLook
from yulin.jobs.rules import may_apply, may_keep_resume
from yulin.registry.models import Employer, Person

LONGEST_STORY, LONGEST_WORD, MOST_WORDS = 4000, 40, 20

Words = tuple[str, ...] | None


@dataclass(frozen=True, kw_only=True)
class OwnWords:
    """What registers do not hold; None is unknown, an empty list of places is anywhere."""

    titles: Words = None
    occupations: Words = None
    divisions: tuple[int, ...] | None = None
    licences: Words = None
    skills: Words = None
    story: str = ""
    years: int | None = None
    least_pay: int | None = None
    forms: Words = None
    shifts: Words = None
    needs_work_permit: bool | None = None
    industries: tuple[int, ...] | None = None

    def check(self) -> None:
        """Raise JobsError with the first thing to mend."""
        lists = [self.titles, self.occupations, self.licences, self.skills]
        words = [word for one in lists for word in one or ()]
        texts = [*words, self.story]
        for wrong, told in (
            (any(len(one or ()) > MOST_WORDS for one in lists), _("每一栏最多写 20 项。")),
            (any(len(word) > LONGEST_WORD for word in words), _("每一项最多 40 个字。")),
            (len(self.story) > LONGEST_STORY, _("经历最多 4000 字。")),
            (any("\0" in text for text in texts), _("文字里有看不见的字符，请重新输入。")),
            (
                any(holds_personal_number(text) for text in texts),
                _("请不要写证件号、手机号：单位在站内约您面试。"),
            ),
            (not self._known(), _("请从给出的选项里选。")),
            (self.years is not None and not 0 <= self.years <= 60, _("工作年限为 0 到 60。")),
            (
                self.least_pay is not None and not 1 <= self.least_pay <= 10_000_000,
                _("期望月薪以元为单位，请核对。"),
            ),
        ):
            if wrong:
                raise JobsError(told)

    def _known(self) -> bool:
        industries = range(len(enums.INDUSTRY.labels))
        return (
            set(self.forms or ()) <= set(WorkForm.values)
            and set(self.shifts or ()) <= set(Shift.values)
            and all(DEFAULT.find(code) is not None for code in self.divisions or ())
            and all(code in industries for code in self.industries or ())
        )

    def as_columns(self) -> dict[str, Any]:
        return {k: list(v) if isinstance(v, tuple) else v for k, v in asdict(self).items()}


@transaction.atomic
def save_resume(*, acting_user: User, person: Person, words: OwnWords) -> Resume:
    """Keep a person's own words; the first time nobody else sees them yet.

    Raises:
        PermissionDenied: Somebody else's.
        JobsError: Something is wrong.
    """
    if not may_apply(acting_user, person):
        raise PermissionDenied
    words.check()
    resume, made = Resume.objects.update_or_create(
        person=person.stands_for, defaults=words.as_columns()
    )
    _journal(acting_user, "make" if made else "change", resume)
    return resume


@transaction.atomic
def show_resume(
    *, acting_user: User, resume: Resume, visibility: str, hidden_from_own_firm: bool = True
) -> Resume:
    """Say which firms may find it."""
    one = _held(acting_user, resume)
    if visibility not in Visibility.values:
        raise JobsError(_("请从给出的选项里选。"))
    one.visibility, one.hidden_from_own_firm = visibility, hidden_from_own_firm
    one.save(update_fields=["visibility", "hidden_from_own_firm", "changed_at"])
    _journal(acting_user, "show", one, visibility=visibility, hidden=hidden_from_own_firm)
    return one


@transaction.atomic
def mark_firm(*, acting_user: User, resume: Resume, employer: Employer, kind: str) -> None:
    """Choose or block a firm; what was said of it before no longer holds."""
    one = _held(acting_user, resume)
    if kind not in AudienceKind.values:
        raise JobsError(_("请从给出的选项里选。"))
    ResumeAudience.objects.update_or_create(resume=one, employer=employer, defaults={"kind": kind})
    _journal(acting_user, kind, one, employer=str(employer.uuid))


@transaction.atomic
def forget_firm(*, acting_user: User, resume: Resume, employer: Employer) -> None:
    """Neither choose nor block it any longer."""
    one = _held(acting_user, resume)
    ResumeAudience.objects.filter(resume=one, employer=employer).delete()
    _journal(acting_user, "forget", one, employer=str(employer.uuid))


def note_look(*, acting_user: User, person: Person | int, employer: Employer) -> None:
    """That the firm opened it, once a day. Not in the journal, as with pages (decision 0075)."""
    key = person if isinstance(person, int) else person.pk
    ResumeLook.objects.bulk_create(
        [ResumeLook(person_id=key, employer=employer, day=timezone.localdate())],
        ignore_conflicts=True,
    )


def _held(user: User, resume: Resume) -> Resume:
    if not may_keep_resume(user, resume):
        raise PermissionDenied
    return Resume.objects.select_for_update().get(pk=resume.pk)


def _journal(user: User, name: str, resume: Resume, **more: object) -> None:
    record(
        acting_user=user,
        action=f"jobs.resume.{name}",
        obj=resume,
        region=resume.person.division,
        data=more,
    )
