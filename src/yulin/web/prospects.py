"""What would help, which dues to take together and what is to come, as pages show them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yulin.entitlements.choosing import weigh
from yulin.entitlements.models import Choice as KeptChoice
from yulin.policy.decision import Decision, Status
from yulin.policy.remedies.remedies import Change, Prospects, Remedies
from yulin.policy.stacking.best import Alternative, BestSet, Rule, Share
from yulin.web import regions
from yulin.web.language import in_english, mark

#: other sets shown on a page
MOST_ALTERNATIVES = 5
CHANGERS = {
    "时间": (gettext_lazy("等时间到"), "calendar"),
    "本人": (gettext_lazy("本人"), "person"),
    "单位": (gettext_lazy("用人单位"), "building"),
    "部门": (gettext_lazy("主管部门"), "shield"),
}
#: what nobody else need do
OWN = {"时间", "本人"}
EFFECTS = {
    "gains": (gettext_lazy("还会得到："), "yes"),
    "more": (gettext_lazy("会增加："), "plus"),
    "less": (gettext_lazy("会减少："), "alert"),
    "loses": (gettext_lazy("会失去："), "alert"),
    "unsure": (gettext_lazy("说不定会影响："), "unknown"),
}
DAYS = {
    "begins": gettext_lazy("开始符合"),
    "part": gettext_lazy("可以领取"),
    "lapses": gettext_lazy("不再符合"),
    "ends": gettext_lazy("政策到期"),
    "open": gettext_lazy("可能不再符合"),
}


@dataclass(frozen=True)
class Other:
    """An alternative with the address that shows it as the reader's own choice."""

    set: Alternative
    #: nothing where the choice would be to leave something out
    choice: str


@dataclass(frozen=True)
class Choice:
    """The best set of what competes; what stands in nobody's way is only counted."""

    best: BestSet
    shares: tuple[Share, ...]
    left_out: tuple[Decision, ...]
    others: tuple[Other, ...]
    #: dues that can all be had besides
    besides: int
    #: what of the shown set competes: what a reader keeps who keeps this set
    keys: tuple[str, ...] = ()
    #: the query that shows the best set, where another one is shown
    best_query: str = ""
    #: what the reader chose cannot be had together
    refused: str = ""
    #: what the reader chose and is not due any more
    gone: tuple[str, ...] = ()
    #: the best set stands in the place of what was chosen
    fell_back: bool = False
    #: what the person has chosen for good; `is_kept` where it is what is shown
    kept: KeptChoice | None = None
    is_kept: bool = False

    @property
    def years(self) -> str:
        months = self.best.horizon_months
        if months % 12:
            return _("%d 个月") % months
        return _("%d 年") % (months // 12)

    @property
    def unpaid(self) -> tuple[Decision, ...]:
        """What is not paid in money, which no sum can weigh."""
        taken = [s.decision for s in self.shares]
        instead = [d for o in self.others for d in o.set.instead]
        every = {d.key: d for d in (*taken, *self.left_out, *instead) if d.amount is None}
        return tuple(every.values())


def choice(
    known: Prospects,
    decisions: Sequence[Decision],
    chosen: Iterable[str] = (),
    kept: KeptChoice | None = None,
) -> Choice | None:
    """The best set of some decisions, or what was chosen; nothing where nothing competes.

    What the reader looks at (`chosen`) goes before what was kept earlier.
    """
    looked_at = frozenset(chosen)
    wanted = looked_at or frozenset(kept.keys if kept else ())
    weighed = weigh(known, decisions, wanted)
    if not weighed.best.has_choice and kept is None:
        return None
    found, competing = weighed.found, weighed.competing
    others = found.alternatives[:MOST_ALTERNATIVES]
    return Choice(
        best=found,
        shares=tuple(s for s in found.shares if s.key in competing),
        left_out=found.left_out,
        others=tuple(Other(other, _address(other, competing)) for other in others),
        besides=sum(s.key not in competing for s in found.shares),
        keys=tuple(s.key for s in found.shares if s.key in competing),
        best_query=_query(weighed.best.keys, competing) if found.chosen else "",
        refused=_rule_words(weighed.refused),
        gone=weighed.gone if not looked_at else (),
        fell_back=weighed.fell_back and not looked_at,
        kept=kept,
        is_kept=kept is not None and not looked_at,
    )


def _rule_words(rules: Iterable[Rule]) -> str:
    return mark("；").join((r.text_en if in_english() else r.text) or r.name for r in rules)


def _address(other: Alternative, competing: frozenset[str]) -> str:
    """The query that names an alternative as the choice."""
    if not other.instead:
        return ""
    return _query(other.keys, competing)


def _query(keys: Iterable[str], competing: frozenset[str]) -> str:
    return urlencode([("choose", key) for key in keys if key in competing])


def reasons(found: Remedies) -> dict[str, object]:
    """What the reasons of one due are shown with: what would help only where it is not due."""
    wanting = found.decision.status in {Status.NO, Status.NOT_YET}
    is_class = found.decision.kind == "class"
    return {"decision": found.decision, "help": found if wanting and not is_class else None}


def helping(found: Sequence[Remedies]) -> tuple[Remedies, ...]:
    """Those for which there is a way, the easiest first."""
    ways = [r for r in found if r.remedies]
    return tuple(sorted(ways, key=_ease))


def _ease(found: Remedies) -> tuple[bool, int, int, float]:
    """What is in one's own hands first, then what comes within a year, then the fewest facts."""
    first = found.remedies[0]
    wait = max(0, (first.ready_on - found.as_of).days // 365) if first.ready_on else 0
    return not first.by <= OWN, wait, len(first.changes), -_size(found.decision)


def _size(decision: Decision) -> float:
    amount = decision.amount
    return float(amount.total or amount.value or 0) if amount is not None else 0.0


def change_words(change: Change) -> str:
    """A change in the reader's language, places too."""
    if not in_english():
        return change.text.removeprefix("补上资料：")  # which its tag says already
    text = change.text_en.removeprefix("supply a fact: ")
    text = text[:1].upper() + text[1:]
    for value in (change.before, change.after):
        if value and regions.in_words(value) != value:
            text = text.replace(value, regions.in_words(value))
    return text
