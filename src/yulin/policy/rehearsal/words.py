"""What a rehearsal says in words, in Chinese and English: assumptions, places, classes, outcomes."""

from __future__ import annotations

from decimal import Decimal

from yulin.codes.divisions import DEFAULT, ancestors
from yulin.policy.rehearsal.changes import Outcome
from yulin.policy.rehearsal.people import NOWHERE
from yulin.policy.rehearsal.rehearse import Rehearsal
from yulin.policy.rehearsal.tables import EMPLOYERS_CLASS

Said = tuple[str, str]

OUTCOMES: dict[str, Said] = {
    Outcome.GAINS.value: ("增加", "Gains"),
    Outcome.LOSES.value: ("减少", "Loses"),
    Outcome.UNCHANGED.value: ("不变", "Unchanged"),
    Outcome.UNCERTAIN.value: ("说不准", "Uncertain"),
}
KINDS: dict[str, Said] = {"person": ("人员", "People"), "employer": ("单位", "Employers")}
STEPS: dict[str, Said] = {
    "month": ("每月", "every month"),
    "quarter": ("每季度", "every quarter"),
    "year": ("每年", "every year"),
}
STATES: dict[str, Said] = {
    "same": ("未改", "unchanged"),
    "changed": ("有改动", "changed"),
    "added": ("新增", "added"),
    "removed": ("取消", "removed"),
}


#: what every rehearsal assumes, whatever its length
_ALWAYS: tuple[Said, ...] = (
    (
        "人和单位的记录照今天不变：在职的一直在职，参保的一直参保；年龄、年限随时间增长。",
        (
            "Records stay as they are today: whoever is employed or insured stays so, while ages and "
            "lengths of time grow."
        ),
    ),
    (
        "一次性待遇在首次符合的那一年计一次，今天已经符合的计入第一年；分期款计入各期条件成立的年份。",
        (
            "What is paid once counts in the year in which it is first due, what is due today in the "
            "first year; instalments count in the year in which their condition holds."
        ),
    ),
    (
        "按月、季、半年、年发的，在符合的月份发，期数用完为止；以前领过的，只有条文自己扣除时才扣除。",
        (
            "What is paid by the period is paid in the months in which it is due until its periods "
            "run out; what was drawn before is deducted only where the text deducts it."
        ),
    ),
    (
        "就高不重复而让位的一项不计；由本人自选的几项都计入，所以是上限。",
        (
            "What gives way to a higher due does not count; where the subject chooses, all count, so "
            "that the sum is a ceiling."
        ),
    ),
    (
        "草案从写明的施行日起、没有写的从起算日起，当作已经施行。",
        "A draft counts as in force from its day, or from the first day where it has none.",
    ),
    (
        "金额未知的人数、无法判定的人数另列，从不当作 0；“不超过”的按上限计入并另列人数。",
        (
            "People whose sum or answer is not known are counted beside, never as nothing; a sum of "
            "“not more than” counts in full and is counted beside."
        ),
    ),
    (
        "人才类别是今天按现行条文的类别（现行没有分类的按草案）；地区是工作单位所在地，其次参保地、户籍地。",
        (
            "The class is today's by the text in force (the draft's where nothing classes yet); the "
            "place is where somebody works, else is insured, else is registered."
        ),
    ),
    (
        "原因是两边第一次不同的那天挡住或放行的条款；一个人可以有几个原因。",
        (
            "A cause is a clause that turned away or let in on the first day on which both differ; "
            "one person may have several."
        ),
    ),
)
_TOUCHED: Said = (
    "只列改动会影响到的政策，其余政策两边相同，没有列出。",
    "Only policies that the change can reach are listed; all others are the same.",
)


def assumptions(rehearsal: Rehearsal) -> list[Said]:
    """Return what is assumed, one sentence each."""
    months, day = rehearsal.years * 12, rehearsal.as_of.isoformat()
    step, step_en = STEPS[rehearsal.every]
    span: Said = (
        f"从 {day} 起看 {months} 个月，{step}判定一次，条文起止之日另加一次；首尾两年可能不满 12 个月。",
        (
            f"{months} months from {day} are looked at, decided {step_en} and whenever a text begins "
            "or ends; the first and last year may have fewer than twelve months."
        ),
    )
    always, *others = _ALWAYS
    limited = [without_places(rehearsal)] if rehearsal.with_places else []
    limited += places_said(rehearsal)
    return [always, span, *others, *limited, *([_TOUCHED] if rehearsal.only_touched else [])]


SIDES: dict[str, Said] = {
    "before": ("现行", "Now"),
    "after": ("草案", "Draft"),
    "both": ("现行与草案", "Now and draft"),
}
_PERIODS: dict[str, Said] = {
    "year": ("每个自然年给一次", "anew each calendar year"),
    "once": ("只给一次，用完为止", "once, until they are used up"),
    "held": ("占用到不再符合为止，空出来再补", "held as long as one qualifies, then given again"),
    "": (
        "没有写明多久给一次，按每个自然年给一次计算",
        "the text does not say for how long; taken as anew each calendar year",
    ),
}


def places_said(rehearsal: Rehearsal) -> list[Said]:
    """Return how places were given, and what could not be told of them."""
    if rehearsal.places.is_empty():
        return []
    said: list[Said] = [
        (
            (
                "有名额的待遇，在每个判定日从演练的全部人中按排序和份额给名额；没有名额的不算应得。"
                "已有名额的先保留，付过全部金额的下一年不再参评。"
            ),
            (
                "Places are given on every day that is decided, among all who are rehearsed, by rank and "
                "shares; who has none is due nothing. Who has a place keeps it before others, and who was "
                "paid the whole sum does not stand again the year after."
            ),
        )
    ]
    for key, period in _each(rehearsal, "period"):
        zh, en = _PERIODS[period]
        said.append(
            (
                f"名额期间 {title(rehearsal, key)}：{zh}。",
                f"Period of places, {title_en(rehearsal, key)}: {en}.",
            )
        )
    notes = dict(zip(rehearsal.places["note"], rehearsal.places["note_en"], strict=True))
    for key, note in _each(rehearsal, "note"):
        if note:
            said.append(
                (
                    f"名额待定 {title(rehearsal, key)}：{note}。",
                    f"Places left open, {title_en(rehearsal, key)}: {notes[note]}.",
                )
            )
    return said


def _each(rehearsal: Rehearsal, column: str) -> list[tuple[str, str]]:
    """Return each benefit with the different values of a column, in order."""
    rows = rehearsal.places.select("policy", "benefit", column).unique()
    told = rows.sort("policy", "benefit", column).rows()
    return [(f"{policy}/{benefit}", str(value)) for policy, benefit, value in told]


def without_places(rehearsal: Rehearsal) -> Said:
    """Say of which benefits more people count than there are places."""
    names = "、".join(title(rehearsal, key) for key in rehearsal.with_places)
    names_en = ", ".join(title_en(rehearsal, key) for key in rehearsal.with_places)
    return (
        f"有名额的待遇按全部符合的人计算，没有扣除名额：{names}。",
        (
            "Of benefits with fewer places than who qualify, everybody who qualifies counts; places "
            f"are not deducted: {names_en}."
        ),
    )


def place(code: int) -> Said:
    """Return a division's name; nowhere where nobody knows it."""
    if code == NOWHERE:
        return ("所属地区未知", "Place not known")
    row = next((found for c in ancestors(code)[:-1] if (found := DEFAULT.find(c))), None)
    if row is None:
        return (str(code), str(code))
    above = DEFAULT.find(row.parent) if row.parent % 10_000 else None
    name = (above.name if above else "") + row.name
    return (name, name)


def talent_class(name: str) -> Said:
    """Return a class in words."""
    known: dict[str, Said] = {
        "": ("类别未定", "Class not known"),
        "无": ("不在各类", "In no class"),
        EMPLOYERS_CLASS: ("单位", "Employers"),
    }
    return known.get(name, (f"{name} 类", f"Class {name}"))


def yuan(fen: int) -> Decimal:
    """Return fen as yuan with two decimals."""
    return Decimal(fen).scaleb(-2)


def title(rehearsal: Rehearsal, key: str) -> str:
    """Return the Chinese title of a policy or of ``policy/benefit``."""
    return rehearsal.titles.get(key, (key, key))[0]


def title_en(rehearsal: Rehearsal, key: str) -> str:
    """Return the English title of a policy or of ``policy/benefit``."""
    return rehearsal.titles.get(key, (key, key))[1]
