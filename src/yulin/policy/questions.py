"""Which fact to ask for next: only those on which an open answer still hangs.

Before the details of a record table come one plain question whether there is anything in it at all:
someone without a certificate is not asked for its level, trade and date.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from yulin.policy.decision import Decision, Status
from yulin.policy.explain import explain
from yulin.policy.kinds import DAY, DIVISION, YES, Label, Number, Type
from yulin.policy.language import syntax
from yulin.policy.language.parser import parse
from yulin.policy.library import Library
from yulin.policy.reasons import TABLE_PREFIX
from yulin.policy.vocabulary import Term, standard

QuestionType = Literal["yes", "number", "date", "choice", "text", "division"]
#: supplied by the page itself for each region it compares
_SUPPLIED = {"工作地区", "单位地区"}
#: table → question and its place in the conversation
_TABLE_QUESTIONS: dict[str, tuple[str, str, int]] = {
    "就业": (
        "你现在有工作吗，或者工作过吗？（签过合同、自己创业都算）",
        "Do you have, or have you had, a job (a contract, or a firm of your own)?",
        48,
    ),
    "社保": (
        "你缴过社会保险吗？（单位缴或自己缴都算）",
        "Have you ever been covered by social insurance?",
        68,
    ),
    "证书": (
        "你有职业技能等级证书或职称吗？",
        "Do you hold a skill-level certificate or a professional title?",
        80,
    ),
    "荣誉": (
        "你得过人才称号、技能荣誉、科技或竞赛奖项吗？",
        "Have you been given a talent title, a skill honour, or a science or contest prize?",
        90,
    ),
    "住房": (
        "你有过自己的住房，或租住过人才房吗？",
        "Have you ever owned a home, or rented a talent home?",
        100,
    ),
    "租赁": (
        "你在租房吗，或者租过房吗？（公租房、人才房也算）",
        "Do you rent a home, or have you rented one (public and talent housing count)?",
        107,
    ),
    "已享受": (
        "你领过政府的就业、技能、人才或住房补贴吗？",
        "Have you ever drawn a government subsidy for work, skills, talent or housing?",
        108,
    ),
    "困难身份": (
        "你或你家有过低保、残疾、脱贫户、助学贷款这类困难身份吗？",
        "Have you or your family been registered as in need (low income, disability, student loan)?",
        112,
    ),
    "登记": (
        "你在人社部门登记过失业、求职、灵活就业或创业吗？",
        "Have you registered as unemployed, job-seeking, freelancing or starting a business?",
        114,
    ),
    "培训": (
        "你参加过政府认可的职业培训、创业培训或学徒培训吗？",
        "Have you taken recognised training for a trade, for founding a firm, or as an apprentice?",
        116,
    ),
    "见习实习": (
        "你参加过就业见习或实习吗？",
        "Have you done a traineeship or an internship?",
        118,
    ),
    "收入": (
        "这几年有单位为你申报过工资个税吗？",
        "Has an employer declared wages of yours for tax in the last years?",
        120,
    ),
    "贷款": (
        "你有过创业担保贷款，或者政府贴息的贷款吗？",
        "Have you had a guaranteed loan for founding a firm, or one with subsidised interest?",
        122,
    ),
    "认定": (
        "你正式申请并被认定过人才类别吗？",
        "Have you applied for a talent class and been recognised?",
        124,
    ),
    "成果": (
        "你有专利、科技奖、竞赛名次或技术攻关成果吗？",
        "Do you have a patent, a science prize, a place in a contest, or a technical breakthrough?",
        126,
    ),
    "平台": (
        "你领办过技能大师工作室、专家工作站这类平台吗？",
        "Have you led a platform such as a master's studio or an expert workstation?",
        128,
    ),
}


@dataclass(frozen=True, kw_only=True)
class Question:
    """A fact to ask for, with how to ask for it."""

    name: str
    text: str
    text_en: str
    type: QuestionType
    unit: str
    decimals: int
    options: tuple[str, ...]
    help: str
    #: how many open answers hang on it
    affects: int


def question_terms(library: Library) -> dict[str, Term]:
    """Return every name that can be asked for: tables, the vocabulary's and the documents' own."""
    terms = {TABLE_PREFIX + table: _table_term(table) for table in _TABLE_QUESTIONS}
    terms.update(standard().terms)
    for document in library.documents:
        terms.update({t.name: t for t in document.terms})
    return terms


def _table_term(table: str) -> Term:
    text, text_en, order = _TABLE_QUESTIONS[table]
    return Term(
        name=TABLE_PREFIX + table, en=text_en, type=YES, ask=text, ask_en=text_en, ask_order=order
    )


def next_questions(
    library: Library,
    values: Mapping[str, object],
    *,
    as_of: dt.date,
    regions: Iterable[int],
    skipped: Iterable[str] = (),
) -> tuple[Question, ...]:
    """Return the questions that still matter, most useful first.

    Args:
        values: answers so far, by vocabulary name.
        regions: the regions compared; each is decided as if the person worked there.
        skipped: names the person could not or would not answer.
    """
    passed = tuple(skipped)
    found: list[Decision] = []
    for region in regions:
        found.extend(explain(library, as_of=as_of, region=region, values=values, skipped=passed))
    return questions_for(library, found, answered={*values, *passed})


def questions_for(
    library: Library, decisions: Iterable[Decision], *, answered: Iterable[str]
) -> tuple[Question, ...]:
    """Return the questions that decisions already made leave open."""
    behind = tables_behind(library)
    hanging: dict[str, set[str]] = {}
    for decision in decisions:  # the same benefit in several regions counts once
        hanging.setdefault(decision.key, set()).update(_hanging_on(decision))
    counts: Counter[str] = Counter()
    for names in hanging.values():
        tables = {TABLE_PREFIX + t for name in names for t in behind.get(name, ())}
        counts.update(names | tables)
    terms = question_terms(library)
    done = {*answered, *_SUPPLIED}
    names_left = [n for n in counts if n not in done and n in terms]
    names_left.sort(key=lambda n: (terms[n].ask_order, -counts[n], n))
    return tuple(_question(terms[n], counts[n]) for n in names_left)


def _hanging_on(decision: Decision) -> tuple[str, ...]:
    if decision.status is Status.UNDETERMINED:
        return decision.missing
    if decision.status in (Status.YES, Status.NOT_YET) and decision.amount is not None:
        return decision.amount.missing
    return ()


# -- the tables a name is worked out from ----------------------------------------------------------

_behind: tuple[Library, dict[str, frozenset[str]]] | None = None


def tables_behind(library: Library) -> dict[str, frozenset[str]]:
    """Return, for every name, the record tables it is worked out from; kept for the last library."""
    global _behind  # noqa: PLW0603 - one library is in use at a time
    if _behind is None or _behind[0] is not library:
        texts = {n: t.definition for n, t in question_terms(library).items() if t.definition}
        for document in library.documents:
            texts.update({d.name: d.formula.text for d in document.definitions})
        direct = {name: _mentions(text) for name, text in texts.items()}
        _behind = (library, {name: frozenset(_tables(name, direct, set())) for name in direct})
    return _behind[1]


def _tables(name: str, direct: Mapping[str, frozenset[str]], seen: set[str]) -> Iterator[str]:
    if name in seen:
        return
    seen.add(name)
    for part in direct.get(name, ()):
        if part in _TABLE_QUESTIONS:
            yield part
        else:
            yield from _tables(part, direct, seen)


def _mentions(text: str) -> frozenset[str]:
    """Return the tables and names an expression mentions."""
    return frozenset(_walk(parse(text)))


def _walk(tree: object) -> Iterator[str]:
    if isinstance(tree, tuple):
        for part in tree:
            yield from _walk(part)
    elif isinstance(tree, syntax.Name):
        if tree.link is None:
            yield tree.text
    elif isinstance(tree, syntax.Records):
        yield tree.table
        yield from _walk((tree.values, tree.where, tree.by))
    elif isinstance(tree, syntax.Unary):
        yield from _walk(tree.arg)
    elif isinstance(tree, syntax.Binary):
        yield from _walk((tree.left, tree.right))
    elif isinstance(tree, syntax.Call):
        yield from _walk(tree.args)


def _question(term: Term, affects: int) -> Question:
    kind = term.type
    return Question(
        name=term.name,
        text=term.ask or f"{term.name}？",
        text_en=term.ask_en or f"{term.en}?",
        type=_question_type(kind),
        unit=kind.unit if isinstance(kind, Number) else "",
        decimals=kind.scale if isinstance(kind, Number) else 0,
        options=kind.labels.labels if isinstance(kind, Label) else (),
        help=term.note,
        affects=affects,
    )


def _question_type(kind: Type) -> QuestionType:
    if kind == YES:
        return "yes"
    if kind == DAY:
        return "date"
    if kind == DIVISION:
        return "division"
    if isinstance(kind, Number):
        return "number"
    return "choice" if isinstance(kind, Label) else "text"
