"""Deciding part by part gives what deciding at once gives, wherever records of others lie."""

import datetime as dt
import json

import numpy as np
import polars as pl
import pytest

from tests.policy.documents import benefit, document, facts, library
from yulin.facts.errors import FactsError
from yulin.facts.frames import Facts
from yulin.facts.parts import open_parts, partition, write_parts
from yulin.facts.read import read_facts
from yulin.facts.write import write_folder
from yulin.policy import streaming
from yulin.policy.backends.population import KEY
from yulin.policy.decide import decide
from yulin.policy.decision import Status
from yulin.policy.export import totals
from yulin.policy.library import Library
from yulin.policy.streaming import RunError, decide_streaming, indexes_for, open_decisions
from yulin.synth import identity

TODAY = dt.date(2026, 9, 1)


def folder_of(records, path):
    write_folder(records, path)
    return path


@pytest.fixture(scope="module")
def jiaxing(policies):
    """One document about people and about employers, with an exclusive group."""
    return Library((policies.get("JX-02"),))


@pytest.fixture(scope="module")
def few(region, tmp_path_factory):
    """Three hundred people and all employers of the region, most of whose staff are missing."""
    people = region.people.gather_every(7)
    return folder_of(region.select(people), tmp_path_factory.mktemp("few"))


def in_order(wide):
    return wide.frame.sort(KEY)


def assert_same(streamed, whole):
    assert [p.subject for p in streamed.parts] == [p.subject for p in whole.parts]
    for one, other in zip(streamed.parts, whole.parts, strict=True):
        assert one.clauses == other.clauses
        assert in_order(one).equals(in_order(other)), one.subject


def at_once(made, folder, as_of=TODAY):
    reading = read_facts(folder)
    assert reading.errors == []
    return decide(made, reading.facts, as_of=as_of)


# -- the same as in memory -------------------------------------------------------------------------


def test_all_policies(policies, few, tmp_path):
    done = decide_streaming(policies, few, as_of=TODAY, out=tmp_path, batch=150)
    whole = at_once(policies, few)
    assert_same(done.table(policies), whole)
    assert done.totals().equals(totals(whole))


@pytest.mark.parametrize("batch", [1000, 150, 41])
def test_batches_of_any_size(jiaxing, few, tmp_path, batch):
    done = decide_streaming(jiaxing, few, as_of=TODAY, out=tmp_path, batch=batch)
    whole = at_once(jiaxing, few)
    assert_same(done.table(jiaxing), whole)
    assert done.totals().equals(totals(whole))
    people = len(whole.parts[0].frame)
    assert done.rows == {"人员": people, "单位": len(whole.parts[1].frame)}
    assert len(done.files("人员")) == -(-people // batch)


def test_a_part_for_every_person(jiaxing, region, tmp_path):
    folder = folder_of(region.select(region.people.gather_every(250)), tmp_path / "in")
    done = decide_streaming(jiaxing, folder, as_of=TODAY, out=tmp_path / "out", batch=1)
    assert_same(done.table(jiaxing), at_once(jiaxing, folder))
    assert [pl.read_parquet(f).height for f in done.files("人员")] == [1] * 8


@pytest.mark.parametrize("name", ["单位", "社保", "已享受"])
def test_a_table_that_is_unknown_stays_unknown(jiaxing, region, tmp_path, name):
    some = region.select(region.people.head(60))
    fewer = Facts({table: frame for table, frame in some.tables.items() if table != name})
    folder = folder_of(fewer, tmp_path / "in")
    done = decide_streaming(jiaxing, folder, as_of=TODAY, out=tmp_path / "out", batch=25)
    assert_same(done.table(jiaxing), at_once(jiaxing, folder))


def test_nobody(jiaxing, region, tmp_path):
    nobody = Facts({name: frame.clear() for name, frame in region.tables.items()})
    folder = folder_of(nobody, tmp_path / "in")
    done = decide_streaming(jiaxing, folder, as_of=TODAY, out=tmp_path / "out")
    assert_same(done.table(jiaxing), at_once(jiaxing, folder))
    assert done.rows == {"人员": 0, "单位": 0}


def test_nothing_in_force(few, tmp_path):
    made = library(document(benefit(), starts="2030-01-01"))
    done = decide_streaming(made, few, as_of=TODAY, out=tmp_path)
    assert done.rows == {}
    assert done.totals().is_empty()


# -- people who lead to others in other parts ------------------------------------------------------


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


@pytest.mark.parametrize(
    ("musts", "more"), [(ABOUT_PEOPLE, ""), (ABOUT_FIRMS, "对象: 单位")], ids=["people", "firms"]
)
def test_records_of_others_lie_in_other_parts(tmp_path, musts, more):
    benefits = [benefit(must, code=f"甲{n}") for n, must in enumerate(musts)]
    made = library(document(*benefits, more=more))
    folder = folder_of(couples(), tmp_path / "in")
    whole = at_once(made, folder)
    for batch in (1, 2, 6):
        out = tmp_path / str(batch)
        done = decide_streaming(made, folder, as_of=TODAY, out=out, batch=batch)
        assert_same(done.table(made), whole)
    # every rule tells somebody from somebody else, and nothing is open
    answers = whole.long().group_by("benefit").agg(pl.col("status").unique().sort())
    assert [row for row in answers.iter_rows() if row[1] != [int(Status.NO), int(Status.YES)]] == []


# -- going on, and refusing ------------------------------------------------------------------------


@pytest.fixture
def broken_off(jiaxing, few, tmp_path, monkeypatch):
    """A run that ends in its third part."""
    decided = streaming.Decider.decide
    calls = []

    def decide_two(self, kind, part):
        calls.append((kind, part))
        if len(calls) == 3:
            raise KeyboardInterrupt
        return decided(self, kind, part)

    with monkeypatch.context() as patch:
        patch.setattr(streaming.Decider, "decide", decide_two)
        with pytest.raises(KeyboardInterrupt):
            decide_streaming(jiaxing, few, as_of=TODAY, out=tmp_path / "out", batch=60)
    return tmp_path / "out"


def recorded(monkeypatch):
    decided = streaming.Decider.decide
    calls = []

    def noting(self, kind, part):
        calls.append((kind, part))
        return decided(self, kind, part)

    monkeypatch.setattr(streaming.Decider, "decide", noting)
    return calls


def test_a_run_goes_on_where_it_stopped(jiaxing, few, broken_off, monkeypatch):
    with pytest.raises(RunError):
        open_decisions(broken_off)
    calls = recorded(monkeypatch)
    told = []
    done = decide_streaming(
        jiaxing,
        few,
        as_of=TODAY,
        out=broken_off,
        batch=60,
        progress=lambda *what: told.append(what),
    )
    assert calls[0] == ("人员", 2)
    assert_same(done.table(jiaxing), at_once(jiaxing, few))
    assert not list(broken_off.rglob(".*"))
    assert "切分人员" not in {what for what, _, _ in told}  # what was cut is used again
    assert told[-1][1] == told[-1][2] == sum(done.rows.values())


def test_a_part_that_was_cut_short_is_decided_again(jiaxing, few, broken_off, monkeypatch):
    (broken_off / "人员" / "part-00001.parquet").write_bytes(b"PAR1")
    calls = recorded(monkeypatch)
    done = decide_streaming(jiaxing, few, as_of=TODAY, out=broken_off, batch=60)
    assert calls[:2] == [("人员", 1), ("人员", 2)]
    assert_same(done.table(jiaxing), at_once(jiaxing, few))


def test_a_finished_run_is_not_made_again(jiaxing, few, tmp_path, monkeypatch):
    decide_streaming(jiaxing, few, as_of=TODAY, out=tmp_path, batch=200)
    calls = recorded(monkeypatch)
    decide_streaming(jiaxing, few, as_of=TODAY, out=tmp_path, batch=200)
    assert calls == []


def test_another_run_in_the_same_folder_is_refused(jiaxing, few, tmp_path):
    decide_streaming(jiaxing, few, as_of=TODAY, out=tmp_path)
    with pytest.raises(RunError, match="another run"):
        decide_streaming(jiaxing, few, as_of=dt.date(2026, 9, 2), out=tmp_path)
    with pytest.raises(RunError, match="other documents"):
        open_decisions(tmp_path).table(library(document(benefit())))


# -- folders that are cut already ------------------------------------------------------------------


def test_parts_made_before(jiaxing, few, tmp_path):
    indexes = indexes_for(jiaxing.program(TODAY))
    parts = partition(few, tmp_path / "cut", batch=100, indexes=indexes)
    done = decide_streaming(jiaxing, tmp_path / "cut", as_of=TODAY, out=tmp_path / "out")
    assert len(done.files("人员")) == parts.count("人员") == 3
    assert_same(done.table(jiaxing), at_once(jiaxing, few))


def test_parts_without_a_column_that_is_needed(jiaxing, few, tmp_path):
    partition(few, tmp_path / "cut", batch=100)
    with pytest.raises(FactsError, match="就业@单位代码"):
        decide_streaming(jiaxing, tmp_path / "cut", as_of=TODAY, out=tmp_path / "out")


def test_a_folder_of_folders(jiaxing, region, tmp_path):
    """As several offices, or the maker of invented regions, deliver it."""
    halves = [region.select(region.people.head(40)), region.select(region.people.slice(40, 40))]
    employers = region["单位"]
    halves = [
        Facts({**half.tables, "单位": employers.gather_every(2, offset)})
        for offset, half in enumerate(halves)
    ]
    write_parts(halves, tmp_path / "in", of=2)
    assert streaming.asks_for_streaming(tmp_path / "in")
    whole = decide(jiaxing, Facts.concat(halves), as_of=TODAY)
    done = decide_streaming(jiaxing, tmp_path / "in", as_of=TODAY, out=tmp_path / "out", batch=30)
    assert_same(done.table(jiaxing), whole)


def test_the_manifest_names_every_column(jiaxing, few, tmp_path):
    done = decide_streaming(jiaxing, few, as_of=TODAY, out=tmp_path)
    told = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    assert told["run"]["policies"] == jiaxing.digest
    assert told["run"]["as_of"] == "2026-09-01"
    columns = set(done.scan("人员").collect_schema())
    named = {column for clauses in told["clauses"]["人员"].values() for column in clauses}
    assert named == {column for column in columns if column.startswith("?")}


@pytest.mark.parametrize(("gigabytes", "least"), [(1, 1_000), (4, 250_000), (64, 1_000_000)])
def test_batches_fit_the_memory(gigabytes, least):
    assert least <= streaming.batch_for(gigabytes * 2**30) <= 1_000_000


def test_a_repeated_person_is_refused(jiaxing, region, tmp_path):
    twice = Facts({"人员": pl.concat([region["人员"].head(2)] * 2)})
    folder = folder_of(twice, tmp_path / "in")
    with pytest.raises(FactsError, match="is repeated"):
        decide_streaming(jiaxing, folder, as_of=TODAY, out=tmp_path / "out")


def test_parts_say_which_folder_they_are_not(tmp_path):
    with pytest.raises(FactsError, match="no partitioned facts"):
        open_parts(tmp_path)
