"""Deciding part by part gives what deciding at once gives, wherever records of others lie."""

import collections
import datetime as dt
import gc
import json
import shutil
import weakref

import polars as pl
import pytest

from tests.policy.couples import ABOUT_FIRMS, ABOUT_PEOPLE, assert_telling, couples, rules
from tests.policy.documents import benefit, document, library
from yulin.facts.errors import FactsError
from yulin.facts.frames import Facts
from yulin.facts.parts import Parts, open_parts, partition, write_parts
from yulin.facts.read import read_facts
from yulin.facts.write import write_folder
from yulin.policy import ir, streaming
from yulin.policy.answers import Answers, Asked
from yulin.policy.backends.population import KEY
from yulin.policy.decide import decide
from yulin.policy.export import totals
from yulin.policy.kinds import TEXT, YES
from yulin.policy.library import Library
from yulin.policy.routes import Router
from yulin.policy.streaming import RunError, decide_streaming, indexes_for, open_decisions
from yulin.synth import synthesize_parts

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
    whole = at_once(jiaxing, folder)
    assert_same(done.table(jiaxing), whole)
    heights = [pl.read_parquet(file).height for file in done.files("人员")]
    assert heights == [1] * whole.parts[0].frame.height


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


@pytest.fixture(params=["small tables", "large tables"])
def either_way(request, monkeypatch):
    """Linked tables are kept in memory, or are all too large for that."""
    if request.param == "large tables":
        monkeypatch.setattr("yulin.facts.parts._SMALL", -1)
        monkeypatch.setattr(Parts, "lookup", None)


@pytest.mark.usefixtures("either_way")
@pytest.mark.parametrize("batch", [1, 2, 4])
def test_records_of_others_lie_in_other_parts(tmp_path, batch):
    made = rules(ABOUT_PEOPLE, ABOUT_FIRMS)
    folder = folder_of(couples(), tmp_path / "in")
    whole = at_once(made, folder)
    done = decide_streaming(made, folder, as_of=TODAY, out=tmp_path / "out", batch=batch)
    assert_same(done.table(made), whole)
    assert_telling(whole)
    assert not list((tmp_path / "out").rglob(".*"))


def test_everybody_in_one_part(tmp_path):
    made = rules(ABOUT_PEOPLE, ABOUT_FIRMS)
    folder = folder_of(couples(), tmp_path / "in")
    done = decide_streaming(made, folder, as_of=TODAY, out=tmp_path / "out", batch=6)
    assert_same(done.table(made), at_once(made, folder))


def test_nothing_is_read_again_for_every_part(few, tmp_path, monkeypatch):
    """The time grows with the people, not with the people times the parts of the employers."""
    monkeypatch.setattr("yulin.facts.parts._SMALL", -1)
    monkeypatch.setattr(Parts, "lookup", None)
    made = rules(["存在(社保)"], ["计数(就业 若 对(人员, 存在(社保))) >= 1"])
    part, most = Parts.part, []
    for batch in (100, 20):
        read = collections.Counter()

        def noting(self, index, number, read=read):
            read[index, number] += 1
            return part(self, index, number)

        monkeypatch.setattr(Parts, "part", noting)
        decide_streaming(made, few, as_of=TODAY, out=tmp_path / str(batch), batch=batch)
        most.append({i: max(c for (j, _), c in read.items() if i == j) for i, _ in read})
    assert most[0] == most[1]
    assert most[0]["社保", "证件号"] == 2  # for people, and for what employers ask of them


def breaking(patch, owner, name, breaks):
    """Break off the first call of a method whose arguments are such."""
    method = getattr(owner, name)

    def broken(self, *words):
        if breaks(*words):
            raise KeyboardInterrupt
        return method(self, *words)

    patch.setattr(owner, name, broken)


def test_what_was_brought_together_is_used_again(tmp_path, monkeypatch):
    made = rules(ABOUT_PEOPLE, ABOUT_FIRMS)
    folder, out = folder_of(couples(), tmp_path / "in"), tmp_path / "out"

    def run():
        return decide_streaming(made, folder, as_of=TODAY, out=out, batch=2)

    with monkeypatch.context() as patch:  # while a household is told what it asked
        breaking(patch, Router, "_tell", lambda need, *_: need.kind == "家庭")
        with pytest.raises(KeyboardInterrupt):
            run()
    with monkeypatch.context() as patch:  # when the second employer is decided
        breaking(patch, streaming.Decider, "decide", lambda *what: what == ("单位", 1))
        with pytest.raises(KeyboardInterrupt):
            run()
    monkeypatch.setattr(Router, "_tell", None)
    assert_same(run().table(made), at_once(made, folder))


def test_households_are_cut_by_the_codes_of_their_members(tmp_path):
    made = rules(ABOUT_PEOPLE)
    folder = folder_of(couples(), tmp_path / "in")
    indexes = indexes_for(made.program(TODAY))
    assert ("人员", "家庭编号") in indexes
    parts = partition(folder, tmp_path / "cut", batch=3, indexes=indexes)
    assert parts.count("家庭") == 2
    members = [parts.part(("人员", "家庭编号"), n)["家庭编号"].to_list() for n in range(2)]
    assert members == [["H0"] * 3, ["H1"] * 3]


def test_an_answer_that_nobody_asked_for_is_not_unknown(tmp_path):
    """A key that was overlooked must not pass for somebody of whom nothing is known."""
    asked = Asked("人员", {ir.Const(True, YES): YES}, tmp_path)
    pl.DataFrame({KEY: ["a"], "v0": [True]}).write_parquet(tmp_path / "told.parquet")
    answers = Answers([(asked, [tmp_path / "told.parquet"])])
    link = ir.Linked(ir.Const(None, TEXT), "人员", ir.Const(True, YES), YES)
    of_one = dict(answers.of(pl.Series(["a", None]), [link]))
    assert of_one[link].to_list() == [True, None]
    with pytest.raises(KeyError):
        dict(answers.of(pl.Series(["a", "b"]), [link]))


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


def test_cutting_tells_how_far_it_is(jiaxing, few, tmp_path):
    told = []
    decide_streaming(
        jiaxing, few, as_of=TODAY, out=tmp_path, batch=100, progress=lambda *what: told.append(what)
    )
    rows = {f"切分{file.stem}": pl.read_parquet(file).height for file in few.glob("*.parquet")}
    cutting = [(what, done, of) for what, done, of in told if what in rows]
    assert {of for _, _, of in cutting} == {sum(rows.values())}
    assert cutting[:2] == [
        ("切分人员", 0, cutting[0][2]),
        ("切分人员", rows["切分人员"], cutting[0][2]),
    ]
    assert cutting[-1][1] == sum(rows.values())


def test_a_record_that_stands_there_twice_counts_once(few, tmp_path):
    made = library(document(benefit("计数(证书) >= 2")))
    folder = shutil.copytree(few, tmp_path / "in")
    held = pl.read_parquet(folder / "证书.parquet")
    pl.concat([held, held]).write_parquet(folder / "证书.parquet")
    done = decide_streaming(made, folder, as_of=TODAY, out=tmp_path / "out", batch=100)
    assert_same(done.table(made), at_once(made, few))


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
    assert len(done.files("人员")) == parts.count("人员") > 2
    assert_same(done.table(jiaxing), at_once(jiaxing, few))


def test_parts_without_a_column_that_is_needed(jiaxing, few, tmp_path):
    partition(few, tmp_path / "cut", batch=100)
    with pytest.raises(FactsError, match="就业@单位代码"):
        decide_streaming(jiaxing, tmp_path / "cut", as_of=TODAY, out=tmp_path / "out")


def test_a_folder_of_folders(jiaxing, tmp_path):
    """As several offices, or the maker of invented regions, deliver it."""
    halves = list(synthesize_parts(people=80, parts=2, seed=5))
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


def test_a_part_is_let_go_before_the_next_one_begins(jiaxing, few, tmp_path, monkeypatch):
    """Nobody looks for cycles that might hold a part's frames: they are few and large."""
    held, alive = [], []

    class Watched(streaming.Population):
        def __init__(self, *words, **named):
            super().__init__(*words, **named)
            held.append(weakref.ref(self))

    def tell(what, _done, _total):
        if what.startswith("判定"):
            alive.append(sum(one() is not None for one in held))

    monkeypatch.setattr(streaming, "Population", Watched)
    gc.disable()
    try:
        decide_streaming(jiaxing, few, as_of=TODAY, out=tmp_path, batch=100, progress=tell)
    finally:
        gc.enable()
    assert len(held) > 3
    assert alive == [0] * (len(held) + 1)


def test_a_repeated_person_is_refused(jiaxing, region, tmp_path):
    twice = Facts({"人员": pl.concat([region["人员"].head(2)] * 2)})
    folder = folder_of(twice, tmp_path / "in")
    with pytest.raises(FactsError, match="is repeated"):
        decide_streaming(jiaxing, folder, as_of=TODAY, out=tmp_path / "out")


def test_parts_say_which_folder_they_are_not(tmp_path):
    with pytest.raises(FactsError, match="no partitioned facts"):
        open_parts(tmp_path)
