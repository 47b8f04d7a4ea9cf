"""What each part of a sum is, to the fen: the parts of a whole are the whole."""

from collections.abc import Sequence


def divided(
    parts: Sequence[int | None], *, whole: int | None, paid: int | None
) -> list[int | None]:
    """Return what is owed of each part in fen; None where it is not known.

    Each part is what all up to it make less all before it. Where the parts make up the whole but for
    rounding, the last takes the rest. What deductions, joint caps or a ruling leave of the whole is
    left of each part in proportion.

    Args:
        parts: the parts of the standard sum as the engine has them, each rounded by itself.
        whole: the standard sum; None where it is not known, and the parts stand for it.
        paid: what is really paid of it.
    """
    if None in parts:
        # without all of them nobody can say what is left for the last, nor what share each is
        return list(parts) if paid == whole else [None] * len(parts)
    known = [part for part in parts if part is not None]
    base = whole if whole is not None and makes_up(known, whole) else sum(known)
    if paid is None or not base:
        return [None if paid is None else 0] * len(parts)
    ends = [sum(known[: n + 1]) for n in range(len(known) - 1)]
    ends.append(base)
    of = base if whole is None else whole
    sums = [end if paid == of else end * paid // of for end in ends]
    return [end - before for end, before in zip(sums, [0, *sums], strict=False)]


def makes_up(parts: Sequence[int], whole: int) -> bool:
    """Whether parts make up a whole but for rounding: of each to a fen, of a third to 33.333333%."""
    return abs(sum(parts) - whole) <= len(parts) + whole // 10_000_000
