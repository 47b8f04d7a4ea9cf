"""The place that a document, a list or a shared text is of."""

from __future__ import annotations

from yulin.codes import divisions
from yulin.policy.reader import Value


def read_region(value: Value) -> int:
    """Return the code of a division, 0 for the whole country.

    A code that the table cannot know, of a province listed without its counties, is taken as written:
    what lies within what is said by the digits. Only its name is missing.
    """
    code = value.whole()
    if code == divisions.NATION or divisions.find(code) is not None:
        return code
    if not divisions.may_be(code):
        value.problems.error(
            value.place, "E234", f"区划表里没有 {code}", "0 为全国，330300 为温州市"
        )
        return 0
    value.problems.warn(
        value.place,
        "W234",
        f"区划表里没有 {code}，按编码当作{divisions.called(code)}",
        "要写出地名，用环境变量 YULIN_DIVISIONS 指定完整的区划表（CSV，列见 docs/developer/codes.md）",
    )
    return code
