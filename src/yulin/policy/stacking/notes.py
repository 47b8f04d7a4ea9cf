"""What is said of places that were not, or not surely, given: in Chinese and English."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from yulin.policy.program import CompiledShare
from yulin.policy.stacking.clashes import Clash

Said = tuple[str, str]

NOTHING: Said = ("", "")
UNSEEN: Said = (
    "名额或资金数没有见到",
    "The number of places, or the fund, has not been seen",
)
TOO_FEW: Said = (
    "符合条件的人数不够，不评选",
    "Too few people qualify; nobody is chosen",
)
UNCLEAR: Said = (
    "排序或份额无法判定的人可能改变名单",
    "People whose rank or share cannot be told may change the list",
)
ELSEWHERE: Said = (
    "这次计算只含部分地区，名额要在全部申报人中分配",
    "Only a part of the region is looked at; places are given among all who apply",
)


def joined(notes: Iterable[Said]) -> Said:
    """Return several notes as one."""
    told = [note for note in notes if note != NOTHING]
    return "；".join(zh for zh, _ in told), "; ".join(en for _, en in told)


def clashing(shares: Sequence[CompiledShare], found: Clash) -> Said:
    """Say which shares cannot be kept together, and why not."""
    pairs = [(shares[n], need) for n, need in zip(found.shares, found.needs, strict=True)]
    if len(pairs) == 1:
        ((share, need),) = pairs
        return (
            f"份额“{share.name}”要 {need} 人，名额只有 {found.places} 个，取舍没有写明",
            (
                f"The share “{_english(share)}” needs {need} people, there are {found.places} places; "
                "nobody said what gives way"
            ),
        )
    names = "、".join(f"“{share.name}”（{need} 人）" for share, need in pairs)
    names_en = ", ".join(f"“{_english(share)}” ({need} people)" for share, need in pairs)
    return (
        (
            f"份额{names}不能同时满足：合起来至少要 {found.fewest} 个名额，只有 {found.places} 个，"
            "取舍没有写明"
        ),
        (
            f"The shares {names_en} cannot be kept together: they take at least {found.fewest} places, "
            f"there are {found.places}; nobody said which gives way"
        ),
    )


def spent_before(shares: Sequence[CompiledShare]) -> Said:
    """Say that a fund is used up while shares are still lacking."""
    names = "、".join(f"“{share.name}”" for share in shares)
    names_en = ", ".join(f"“{_english(share)}”" for share in shares)
    return (
        f"资金按名次用完，份额{names}还没有满足，取舍没有写明",
        (
            f"The fund is used up by rank before the shares {names_en} are kept; nobody said what "
            "gives way"
        ),
    )


def entangled(names: Sequence[Said]) -> Said:
    """Say that the places of some benefits hang on each other in a circle."""
    first = "”“".join(zh for zh, _ in names)
    first_en = "”, “".join(en for _, en in names)
    return (
        f"名额循环牵连，无法判定：“{first}”谁入选一项就改变另一项的参评人，来回不定",
        (
            f"Places go round in a circle and cannot be told: “{first_en}”; who has a place of one "
            "changes who stands for another, back and forth"
        ),
    )


def _english(share: CompiledShare) -> str:
    return share.name_en or share.name
