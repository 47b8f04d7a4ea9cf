"""Names of people and employers, drawn from short lists of our own."""

from __future__ import annotations

import polars as pl

from yulin.synth.streams import Ints, Streams

# 陈林黄… in the order and roughly the weight of the coast south of the Ou river
_SURNAMES: tuple[tuple[str, float], ...] = (
    *((name, 9.0) for name in "陈林"),
    *((name, 6.0) for name in "黄王李张"),
    *((name, 3.5) for name in "金叶郑周吴徐胡朱潘"),
    *((name, 2.0) for name in "谢项郭杨刘赵蔡施苏方何余许夏"),
    *((name, 1.0) for name in "戴董包季邵倪白卢章孙马高罗梁宋唐冯邓曹彭曾肖田"),
    *((name, 0.5) for name in "南虞瞿缪薛翁池麻温诸应柯娄单仇查区覃蓝雷钟"),
    *((name, 0.25) for name in ("欧阳", "诸葛", "司徒", "上官", "夏侯", "皇甫", "令狐", "东方")),
    ("𠮷", 0.03),
)
_MALE = "伟强磊军洋勇杰涛明超刚平辉鹏飞浩宇轩然博文泽俊豪建国志海东晨凯锋斌波亮龙毅诚瑞恒森"
_FEMALE = "芳娜敏静丽艳娟霞秀英玲桂兰洁梅琳雪婷慧莹倩雯怡欣佳颖瑶诗涵梦琪晓燕蕾薇彤岚馨蓉萍"
_BOTH = "子一思嘉雨云安清宁乐书言之若亦景新华春林青山川舟禾"
_RARE = ("䶮", "㛃", "𬭎", "𪟝", "𫍯", "𠅤")
_MINORITY_GIVEN = (
    "阿依古丽",
    "迪丽努尔",
    "古丽娜尔",
    "艾克拜尔",
    "买买提江",
    "阿卜杜拉",
    "努尔兰",
    "扎西",
)
_MINORITY_FATHER = ("艾合买提", "吐尔逊", "玉素甫", "依明", "卡德尔", "热合曼", "斯坎旦", "次仁")
_MINORITY_SHARE = 0.006
_SINGLE_SHARE = 0.18
_RARE_SHARE = 0.002

_BRAND_HEAD = "瓯雁楠塘榕栖墨鹿云海江潮岚芝竹屿澄霁溪沐"
_BRAND_TAIL = "泰恒盛润和源宏正达信诚新远博锦航卓禾启昱"
_BRAND_LAST = "雨林木川石帆星桥原舟"


def _given(streams: Streams, part: str, size: int, female: Ints) -> pl.Series:
    """One character of a given name: a list for each sex, both ending in the shared one."""
    lists = (_MALE + _BOTH, _FEMALE + _BOTH)
    start = female * len(lists[0])
    length = len(lists[0]) + female * (len(lists[1]) - len(lists[0]))
    picks = start + (streams.uniform(f"人员.姓名.{part}", size) * length).astype("int64")
    return pl.Series(list(lists[0] + lists[1])).gather(picks)


def person_names(streams: Streams, *, sexes: Ints) -> pl.Series:
    """Return one name each."""
    size = len(sexes)
    female = (sexes == 2).astype("int64")
    surnames = streams.choose("人员.姓名.姓", size, [weight for _, weight in _SURNAMES])
    rare = streams.integers("人员.姓名.生僻", size, 0, len(_RARE) - 1)
    frame = pl.DataFrame(
        {
            "surname": pl.Series([name for name, _ in _SURNAMES]).gather(surnames),
            "first": _given(streams, "名一", size, female),
            "second": _given(streams, "名二", size, female),
            "rare": pl.Series(_RARE).gather(rare),
            "is_rare": streams.chance("人员.姓名.用生僻", size, _RARE_SHARE),
            "single": streams.chance("人员.姓名.单名", size, _SINGLE_SHARE),
            "minority": streams.chance("人员.姓名.少数民族", size, _MINORITY_SHARE),
            "minority_name": _minority_names(streams, size),
        }
    )
    second = pl.when("single").then(pl.lit("")).otherwise("second")
    given = pl.when("is_rare").then("rare").otherwise(pl.concat_str("first", second))
    name = pl.when("minority").then("minority_name").otherwise(pl.concat_str("surname", given))
    return frame.select(姓名=name).to_series()


def _minority_names(streams: Streams, size: int) -> pl.Series:
    given = streams.integers("人员.姓名.本名", size, 0, len(_MINORITY_GIVEN) - 1)
    father = streams.integers("人员.姓名.父名", size, 0, len(_MINORITY_FATHER) - 1)
    return (
        pl.Series(_MINORITY_GIVEN).gather(given) + "·" + pl.Series(_MINORITY_FATHER).gather(father)
    )


def brands(streams: Streams, size: int) -> list[str]:
    """Return three-character trade names; equal ones are told apart by what follows them."""
    parts = (_BRAND_HEAD, _BRAND_TAIL, _BRAND_LAST)
    picks = [
        streams.integers(f"单位.字号.{i}", size, 0, len(part) - 1) for i, part in enumerate(parts)
    ]
    return [
        "".join(part[pick] for part, pick in zip(parts, row, strict=True))
        for row in zip(*picks, strict=True)
    ]
