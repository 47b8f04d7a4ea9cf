"""What a post says, as somebody wrote it: read, checked, compared, and made searchable."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from yulin.access.redaction import holds_personal_number
from yulin.codes.divisions import DEFAULT
from yulin.facts import enums
from yulin.jobs.enums import Shift, WorkForm
from yulin.jobs.errors import JobsError
from yulin.jobs.likeness import duplicate_hash, grams, title_key
from yulin.jobs.wording import Finding, examine

LONGEST_TITLE, LONGEST_DUTIES, LONGEST_WORD = 80, 4000, 40
MOST_WORDS, MOST_SEATS = 20, 5000

Words = tuple[str, ...] | None
"""None is unknown; of a demand an empty one is 不限."""


@dataclass(frozen=True, kw_only=True)
class PostContent:
    """Everything a firm says of a post; None is unknown, of a rank 0 (无) is 不限."""

    title: str
    division: int
    duties: str
    forms: tuple[str, ...] = (WorkForm.FULL_TIME.value,)
    headcount: int = 1
    occupation: str = ""
    industry: int | None = None
    least_education: int | None = None
    least_skill_level: int | None = None
    certificates: Words = None
    licences: Words = None
    majors: Words = None
    least_years: int | None = None
    pay_from: int | None = None
    pay_to: int | None = None
    shifts: Words = None
    skills: Words = None
    benefits: Words = None
    gives_work_permit: bool | None = None

    def checked(self) -> PostContent:
        """The same without blanks around words. Raises JobsError with the first thing to mend."""
        one = replace(
            self,
            title=" ".join(self.title.split()),
            duties=self.duties.strip(),
            **{name: _clean(getattr(self, name)) for name in _LISTS},
        )
        for wrong, words in _wrongs(one):
            if wrong:
                raise JobsError(words)
        return one

    def as_data(self) -> dict[str, Any]:
        return {name: list(v) if isinstance(v, tuple) else v for name, v in asdict(self).items()}

    def as_columns(self) -> dict[str, Any]:
        """Values of the model's columns, with what follows from them."""
        return self.as_data() | {
            "title_key": title_key(self.title)[:LONGEST_TITLE],
            "duplicate_hash": duplicate_hash(
                title=self.title, division=self.division, duties=self.duties
            ),
            "findings": [one.as_data() for one in self.findings()],
        }

    def findings(self) -> list[Finding]:
        lists = {name: "、".join(getattr(self, name) or ()) for name in _READ}
        texts = {"title": self.title, "duties": self.duties} | lists
        return examine(texts, pay_from=self.pay_from, pay_to=self.pay_to)

    @classmethod
    def of(cls, row: Any) -> PostContent:
        """What a post says now."""
        values = {name: getattr(row, name) for name in cls.__dataclass_fields__}
        return cls(**{k: tuple(v) if isinstance(v, list) else v for k, v in values.items()})


_LISTS = ("certificates", "licences", "majors", "shifts", "skills", "benefits")
_READ = ("certificates", "licences", "majors", "skills", "benefits")


def _clean(words: Words) -> Words:
    if words is None:
        return None
    return tuple(dict.fromkeys(word.strip() for word in words if word.strip()))


def _wrongs(one: PostContent) -> list[tuple[bool, str]]:
    return [*_wrong_words(one), *_wrong_figures(one)]


def _wrong_words(one: PostContent) -> list[tuple[bool, str]]:
    lists = [getattr(one, name) or () for name in _LISTS]
    texts = [one.title, one.duties, *(word for words in lists for word in words)]
    return [
        (not one.title, _("请填写岗位名称。")),
        (len(one.title) > LONGEST_TITLE, _("岗位名称最多 80 个字。")),
        (not one.duties, _("请填写职责：每天做什么，写给没见过这份工作的人看。")),
        (len(one.duties) > LONGEST_DUTIES, _("职责最多 4000 字。")),
        (any(len(words) > MOST_WORDS for words in lists), _("每一栏最多写 20 项。")),
        (
            any(len(word) > LONGEST_WORD for words in lists for word in words),
            _("每一项最多 40 个字；长的请写进职责。"),
        ),
        (any("\0" in text for text in texts), _("文字里有看不见的字符，请重新输入。")),
        (
            any(holds_personal_number(text) for text in texts),
            _("请不要写证件号、手机号：投递和约面试在站内进行。"),
        ),
        (
            not one.forms or not set(one.forms) <= set(WorkForm.values),
            _("请选择工作形式：全职、兼职、实习、见习或灵活。"),
        ),
        (not set(one.shifts or ()) <= set(Shift.values), _("请从给出的班次里选。")),
    ]


def _wrong_figures(one: PostContent) -> list[tuple[bool, str]]:
    low, high = one.pay_from, one.pay_to
    return [
        (DEFAULT.find(one.division) is None, _("请选择工作地区。")),
        (not 1 <= one.headcount <= MOST_SEATS, _("招聘人数为 1 到 5000。")),
        ((low is None) != (high is None), _("月薪下限和上限请一起填，或都不填（面议）。")),
        (
            low is not None and high is not None and not 1 <= low <= high,
            _("月薪上限不能低于下限。"),
        ),
        (high is not None and high > 10_000_000, _("月薪以元为单位，请核对。")),
        (one.least_years is not None and not 0 <= one.least_years <= 50, _("工作年限为 0 到 50。")),
        (_outside(one.industry, enums.INDUSTRY), _("请从给出的行业里选。")),
        (_outside(one.least_education, enums.EDUCATION), _("请从给出的学历里选。")),
        (_outside(one.least_skill_level, enums.SKILL_LEVEL), _("请从给出的技能等级里选。")),
    ]


def _outside(code: int | None, labels: enums.LabelSet) -> bool:
    return code is not None and not 0 <= code < len(labels.labels)


#: weights of PostgreSQL's ranking: A the title, B skills and demands, D duties
def lexemes(content: PostContent, firm: str) -> str:
    """The text of a tsvector, over pairs of characters (decision 0082)."""
    parts = [
        ("A", content.title),
        ("B", " ".join([*(content.skills or ()), *(content.majors or ()), firm])),
        ("D", content.duties),
    ]
    found: dict[str, str] = {}
    place = 0
    for weight, text in parts:
        for gram in grams(text):
            place = min(place + 1, 16_383)  # as far as PostgreSQL counts
            found.setdefault(gram, f"{place}{weight}")
    return " ".join(f"'{gram}':{where}" for gram, where in found.items())


def wanted(text: str) -> str:
    """The text of a tsquery: every word, every pair of every run; empty where there is none."""
    pairs: list[str] = []
    for word in text.split():
        runs = list(grams(word))
        whole = [one for one in runs if len(one) > 1 or one.isascii()]
        # a character by itself begins a pair, or ends a run
        pairs += [f"'{one}'" for one in whole] or [f"'{one}':*" for one in runs]
    return " & ".join(dict.fromkeys(pairs))
