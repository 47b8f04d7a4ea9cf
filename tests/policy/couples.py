"""Six people whose spouses, households and firms all lie elsewhere, and rules that look there."""

import datetime as dt

import numpy as np
import polars as pl

from tests.policy.documents import benefit, document, facts, library
from yulin.policy.decision import Status
from yulin.synth import identity

BORN = [dt.date(1985 + n, 1, 15) for n in range(6)]
PEOPLE = identity.identity_numbers(
    birth_days=np.array([(day - dt.date(1970, 1, 1)).days for day in BORN]), sexes=np.ones(6, int)
).to_list()
FIRMS = identity.credit_codes(types=["91", "91"])


def couples():
    """Everybody's spouse, household and firm lie in other parts, and so does the firm's head."""
    people = [
        {
            "证件号": person,
            "姓名": "甲",
            "出生日期": BORN[n],
            "配偶证件号": PEOPLE[(n + 3) % 6],
            "家庭编号": f"H{n % 2}",
        }
        for n, person in enumerate(PEOPLE)
    ]
    homes = [
        {
            "证件号": person,
            "坐落地": 330302,
            "房屋类型": "商品房",
            "持有方式": "自有",
            "面积": 60,
            "取得日期": dt.date(2020, 1, 1),
        }
        for person in PEOPLE[:2]
    ]
    jobs = [
        {
            "证件号": person,
            "单位代码": FIRMS[n % 2],
            "用工形式": "劳动合同",
            "入职日期": dt.date(2020, 1, 1),
            "岗位": f"岗{n}",
        }
        for n, person in enumerate(PEOPLE)
    ]
    firms = [
        {
            "单位代码": code,
            "单位名称": "乙",
            "单位类型": "企业",
            "单位地区": 330302 + n,
            "法定代表人证件号": PEOPLE[n],
            "上级单位代码": FIRMS[1 - n],
        }
        for n, code in enumerate(FIRMS)
    ]
    return facts(人员=people, 住房=homes, 就业=jobs, 单位=firms)


ABOUT_PEOPLE = [
    "存在(就业 若 单位.单位地区 == 330302)",
    "配偶.出生日期 < 1988-01-01",
    "对(配偶, 存在(住房))",
    "对(配偶, 对(配偶, 存在(住房)))",
    "对(家庭, 计数(人员 若 该行.年龄 >= 41) >= 1)",
    "对(家庭, 存在(人员 若 对(该行, 存在(住房)) 且 出生日期 < 1986-01-01))",
    "存在(就业 若 对(单位, 计数(就业) >= 2) 且 岗位 == '岗1')",
    "存在(就业 若 对(单位, 对(法定代表人, 存在(住房))) 且 单位.单位地区 == 330302)",
    "存在(单位 若 对(上级单位, 计数(就业) >= 3))",
]
ABOUT_FIRMS = [
    "计数(就业 若 岗位 == '岗1') >= 1",
    "对(法定代表人, 年龄) >= 41",
    "上级单位.单位地区 == 330302",
    "计数(就业 若 人员.出生日期 < 1988-01-01) >= 2",
    "最近(就业: 岗位 按 入职日期) == '岗4'",
    "计数(就业 若 对(人员, 对(配偶, 存在(住房)))) >= 1 且 本单位.单位地区 == 330302",
]


def rules(about_people=(), about_firms=()):
    """A library with a benefit for every condition."""
    texts = [
        document(*[benefit(m, code=f"甲{n}") for n, m in enumerate(musts)], code=code, more=more)
        for musts, code, more in (
            (about_people, "T-1", ""),
            (about_firms, "T-2", "对象: 单位"),
        )
        if musts
    ]
    return library(*texts)


def assert_telling(whole):
    """Every rule tells somebody from somebody else, and nothing is open."""
    answers = whole.long().group_by("policy", "benefit").agg(pl.col("status").unique().sort())
    both = [int(Status.NO), int(Status.YES)]
    assert [row for row in answers.iter_rows() if row[2] != both] == []
