"""Which administrative divisions lie below which: two digits each for province, city, county."""


def bounds(code: int) -> tuple[int, int]:
    """The lowest and highest code of a division and everything below it.

    330000 covers 330000 to 339999, 330300 covers 330300 to 330399, 330302 only itself.
    """
    for step in (10_000, 100):
        if code % step == 0:
            return code, code + step - 1
    return code, code


def covers(above: int, below: int) -> bool:
    low, high = bounds(above)
    return low <= below <= high


def above(code: int) -> tuple[int, ...]:
    """The division and those it lies in: 330302, 330300, 330000."""
    return tuple(dict.fromkeys((code, code // 100 * 100, code // 10_000 * 10_000)))
