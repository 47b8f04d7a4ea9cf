"""What changed in places, funds and kinds, in sentences."""

import pytest

from tests.policy.test_differences import TEXT, told

QUOTA = (
    "        名额: {个数: 10, 至多占申报: 80%, 至少申报: 3人, 排序: [{式: 年龄, 次序: 从低到高}], "
    "份额: [{说: 青年, en: Young, 须: 年龄 <= 40, 至少: 50%}]}\n"
)
HEAD, TAIL = TEXT.split("互斥:", 1)
LIMITED = f"{HEAD}{QUOTA}互斥:{TAIL}"
AT = "租房补贴 · 名额"


@pytest.mark.parametrize(
    ("old", "new", "zh", "en"),
    [
        ("个数: 10", "个数: 12", f"{AT}：个数由 10 人改为 12 人", None),
        (
            "至多占申报: 80%",
            "至多占申报: 60%",
            f"{AT}：至多占申报由 80% 改为 60%",
            "Rent · places: largest share of the candidates changed from 80% to 60%",
        ),
        (", 至少申报: 3人", "", f"{AT}：至少申报由 3 人改为未写明", None),
        (
            "至少申报: 3人",
            "至少申报: 3人, 期间: 自然年",
            f"{AT}：期间由未写明改为自然年",
            "Rent · places: period changed from not stated to calendar year",
        ),
        (
            "[{式: 年龄, 次序: 从低到高}]",
            "[{式: 最高学历, 次序: 从高到低}, {式: 年龄, 次序: 从低到高}]",
            f"{AT}：排序由“年龄 从低到高”改为“最高学历 从高到低，再年龄 从低到高”",
            (
                "Rent · places: order changed from “年龄 upwards” to "
                "“最高学历 downwards, then 年龄 upwards”"
            ),
        ),
        (
            "至少: 50%",
            "至少: 2人",
            f"{AT} · 份额“青年”：至少由 50% 改为 2 人",
            "Rent · places · share “Young”: least changed from 50% to 2 people",
        ),
        (
            "须: 年龄 <= 40",
            "须: 年龄 <= 35",
            f"{AT} · 份额“青年”：留给谁由“年龄 <= 40”改为“年龄 <= 35”",
            None,
        ),
        (
            ", 份额: [{说: 青年, en: Young, 须: 年龄 <= 40, 至少: 50%}]",
            "",
            f"{AT}：删去份额“青年”",
            "Rent · places: share “Young” removed",
        ),
    ],
)
def test_places_that_changed(old, new, zh, en):
    assert old in LIMITED
    [said] = told(LIMITED, LIMITED.replace(old, new))
    assert said[0] == zh
    assert en is None or said[1] == en


def test_places_that_came_or_went():
    assert told(TEXT, LIMITED) == [
        (
            "租房补贴：新增名额（个数 10 人，至多占申报 80%，至少申报 3 人）",
            (
                "Rent: places (number 10 people, largest share of the candidates 80%, "
                "fewest candidates 3 people) added"
            ),
        )
    ]
    assert told(LIMITED, TEXT) == [("租房补贴：删去名额", "Rent: places removed")]
    without = LIMITED.replace(", 份额: [{说: 青年, en: Young, 须: 年龄 <= 40, 至少: 50%}]", "")
    assert told(without, LIMITED) == [
        (f"{AT}：新增份额“青年”，至少50%", "Rent · places: share “Young”, at least 50% added")
    ]


def test_places_that_several_now_share():
    pool = "共用名额: [{名称: 年度名额, 待遇: [租房], 个数: 10, 排序: [{式: 年龄, 次序: 从低到高}]}]\n版本:"
    alone = TEXT.replace(
        "互斥:", "        名额: {个数: 10, 排序: [{式: 年龄, 次序: 从低到高}]}\n互斥:"
    )
    assert told(alone, TEXT.replace("版本:", pool, 1)) == [
        (
            f"{AT}：共用名额由无改为“年度名额”",
            "Rent · places: shared places changed from none to “年度名额”",
        )
    ]


def test_the_kinds_a_benefit_is_of():
    kind = TEXT.replace(
        "        类别: 资金\n", "        类别: 资金\n        种类: [购房补贴, 住房]\n"
    )
    assert told(TEXT, kind) == [
        (
            "租房补贴：种类由无改为“购房补贴、住房”",
            "Rent: kinds changed from none to “购房补贴、住房”",
        )
    ]
