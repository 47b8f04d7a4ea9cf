"""Shares that contradict each other whoever applies are warned of before anybody does."""

import pytest

from tests.policy.documents import benefit, document, library
from yulin.policy.lint import lint

ADVICE = "核对原文；原文就是这样写的，名额会留待决定"


def share(name, test, least):
    return f'{{说: {name}, en: {name}, 须: "{test}", 至少: {least}}}'


OLD, YOUNG = "年龄 > 40", "年龄 <= 40"
WOMEN, MEN = "本人.性别 == '女'", "本人.性别 == '男'"


@pytest.mark.parametrize(
    ("limits", "shares", "wanted"),
    [
        ("个数: 10", [("老", OLD, "60%"), ("青", YOUNG, "50%")],
         "份额“老”（6 人）、“青”（5 人）不能同时满足：合起来至少要 11 个名额，只有 10 个，取舍没有写明"),
        ("个数: 10", [("老", OLD, "50%"), ("青", YOUNG, "50%")], None),
        # of three places each half is two
        ("个数: 3", [("女", WOMEN, "50%"), ("男", MEN, "50%")],
         "份额“女”（2 人）、“男”（2 人）不能同时满足：合起来至少要 4 个名额，只有 3 个，取舍没有写明"),
        # one may count for both
        ("个数: 10", [("女", WOMEN, "80%"), ("青", YOUNG, "80%")], None),
        ("个数: 2", [("女", WOMEN, "3人")], "份额“女”要 3 人，名额只有 2 个，取舍没有写明"),
        # a third share that has nothing to do with it is not named
        ("个数: 4", [("青", YOUNG, "2人"), ("女", WOMEN, "3人"), ("男", MEN, "2人")],
         "份额“女”（3 人）、“男”（2 人）不能同时满足：合起来至少要 5 个名额，只有 4 个，取舍没有写明"),
        # how many places there are hangs on who applies, or was not seen: ratios by themselves
        ("至多占申报: 50%", [("老", OLD, "60%"), ("青", YOUNG, "50%")],
         "份额“老”、“青”合起来超过全部名额"),
        ("个数: 未知('没有见到')", [("老", OLD, "50%"), ("青", YOUNG, "51%")],
         "份额“老”、“青”合起来超过全部名额"),
        ("至多占申报: 50%", [("老", OLD, "9人"), ("青", YOUNG, "100%")], None),
        ("个数: 2", [("女", WOMEN, "未知('没有见到')"), ("男", MEN, "2人")], None),
    ],
)  # fmt: skip
def test_shares_that_nobody_could_fill_together(limits, shares, wanted):
    made = ", ".join(share(*one) for one in shares)
    quota = f"名额: {{{limits}, 排序: [{{式: 贡献积分}}], 份额: [{made}]}}"
    found = lint(library(document(benefit(code="甲", more=quota), starts="2020-01-01")))
    told = [(p.severity, p.message, p.advice) for p in found if p.code == "W611"]
    assert told == ([] if wanted is None else [("warning", f"不论谁申报，{wanted}", ADVICE)])
