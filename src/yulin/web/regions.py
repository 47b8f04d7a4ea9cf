"""The places a reader may compare, with English names; the names in Chinese are the code table's."""

from functools import cache

from yulin.codes.divisions import NATION, NATION_NAME, ancestors, called, children, find
from yulin.codes.divisions import full_name as divisions_full_name
from yulin.web.language import in_english

ENGLISH = {
    0: "National",
    330000: "Zhejiang",
    330100: "Hangzhou",
    330200: "Ningbo",
    330206: "Beilun",
    330211: "Zhenhai",
    330213: "Fenghua",
    330282: "Cixi",
    330300: "Wenzhou",
    330302: "Lucheng",
    330303: "Longwan",
    330304: "Ouhai",
    330305: "Dongtou",
    330324: "Yongjia",
    330326: "Pingyang",
    330327: "Cangnan",
    330328: "Wencheng",
    330329: "Taishun",
    330381: "Rui'an",
    330382: "Yueqing",
    330383: "Longgang",
    330400: "Jiaxing",
    330411: "Xiuzhou",
    330481: "Haining",
    330482: "Pinghu",
    330483: "Tongxiang",
    330500: "Huzhou",
    330600: "Shaoxing",
    330700: "Jinhua",
    330782: "Yiwu",
    330800: "Quzhou",
    330900: "Zhoushan",
    331000: "Taizhou",
    331100: "Lishui",
}

#: not offered for comparing, but named on pages
ELSEWHERE = {
    210200: "Dalian",
    320500: "Suzhou",
    320700: "Lianyungang",
    330111: "Fuyang",
    330212: "Yinzhou",
    330402: "Nanhu",
    330421: "Jiashan",
    330424: "Haiyan",
    330681: "Zhuji",
    350000: "Fujian",
    350100: "Fuzhou",
    350200: "Xiamen",
    370000: "Shandong",
    410100: "Zhengzhou",
    440000: "Guangdong",
    440300: "Shenzhen",
    510000: "Sichuan",
}

OFFERED = tuple(code for code in ENGLISH if code % 10_000)
FIRST = (330302, 330382, 330211, 330400, 330100, 330600)
MOST = 8


def name(code: int) -> str:
    """鹿城区, 温州市, 浙江省, 全国; in English Lucheng …"""
    english = in_english() and (ENGLISH.get(code) or ELSEWHERE.get(code))
    return english or _chinese(code)


@cache
def _chinese(code: int) -> str:
    if code == NATION:
        return NATION_NAME
    found = find(code)
    return found.name if found else called(code)


def full_name(code: int) -> str:
    """温州市 鹿城区, or Lucheng, Wenzhou; a province or city alone."""
    names = [name(above) for above in _path(code)]
    return ", ".join(reversed(names)) if in_english() else " ".join(names)


def in_words(text: str) -> str:
    """A place written in a record or a reason, in the reader's language where it has a name."""
    code = _written().get(text) if in_english() else None
    return full_name(code) if code is not None else text


@cache
def _written() -> dict[str, int]:
    """The ways in which records and reasons write the offered places."""
    found = {_chinese(code): code for code in ENGLISH}
    for code in OFFERED:
        found["".join(_chinese(above) for above in _path(code))] = code
        found[divisions_full_name(code)] = code
    return found


def _path(code: int) -> tuple[int, ...]:
    upwards = [c for c in ancestors(code) if c % 10_000] or [code]
    return tuple(reversed(upwards))


def by_city() -> list[tuple[int, list[int]]]:
    """The offered places: each city with its counties."""
    cities = [code for code in OFFERED if code % 100 == 0]
    return [(c, [d for d in OFFERED if d // 100 == c // 100 and d != c]) for c in cities]


@cache
def anywhere() -> tuple[int, ...]:
    """Places of origin: what is offered, then every province."""
    return (*OFFERED, *(row.code for row in children(NATION)))
