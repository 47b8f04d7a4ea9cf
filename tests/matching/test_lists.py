"""Lists and explanations as people read them."""

import polars as pl
import pytest
import python_calamine as calamine

from tests.matching import markets
from yulin.cli.main import app
from yulin.matching.encode import encode_people, idf, learn_posts
from yulin.matching.explain import Explainer
from yulin.matching.features import DEFAULT, Feature, Weights
from yulin.matching.lists import both_sides
from yulin.matching.parts import parts
from yulin.matching.rank import rank_posts
from yulin.matching.reference import Reference, Requirement

OTHERS = [
    {"岗位名称": "会计", "职业": "2-06-03-00", "技能": ["成本核算"], "职责": "核算成本", "证书要求": ["会计证"]},
    *[{"岗位名称": "焊工", "职业": "6-18-02-04", "技能": ["焊接"], "职责": "焊接管道", "班次": ["夜班"]}] * 12,
]  # fmt: skip


@pytest.fixture(scope="module")
def lists():
    people = markets.seekers({}, {"班次": None, "期望月薪": 9000, "专业": ["080602"]})
    return both_sides(people, markets.posts({}, *OTHERS))


def test_lists_name_both_sides_and_say_why(lists) -> None:
    table = lists.for_seekers(2)
    assert table.drop("单位").rows() == [
        ("S0", "J0", "电气工程师", 1, "符合", 753, 753, 784, 723, FULLY),
        ("S1", "J0", "电气工程师", 1, "待核实", 0, 663, 643, 683, UNSURE),
        ("S1", "J2", "焊工", 2, "待核实", 0, 246, 190, 318, OTHER),
    ]
    assert lists.for_posts(1).select("求职者", "岗位", "状态").rows()[0] == ("S0", "J0", "符合")


FULLY = "岗位名称 91%、职业 100%、专业 100%、薪酬 100%"
UNSURE = "岗位名称 91%、职业 100%、行业 100%、技能 31%；待核实：班次"
OTHER = "行业 100%、专业 60%、工作年限 100%、地区 60%；待核实：班次"


def test_parts_are_those_of_the_reference() -> None:
    market = markets.invented(20, 50)
    plain = markets.reference(market)
    rows = [(i, j) for i in range(20) for j in range(50)]
    seekers, posts = pl.DataFrame(rows, orient="row").to_numpy().T.copy()
    found = parts(market, seekers, posts)
    for at, (i, j) in enumerate(rows):
        pair = plain.pair(i, j)
        assert found.features[at].tolist() == [pair.features[feature] for feature in Feature]
        told = [pair.requirements[one].value for one in Requirement]
        assert found.verdicts[at].tolist() == told
        assert found.seeker[at] == pair.seeker // 1000
        assert found.employer[at] == pair.employer // 1000


def test_an_explanation_adds_up_and_names_what_is_missing() -> None:
    book, offered = learn_posts(markets.posts({}, *OTHERS))
    people = encode_people(markets.seekers({"班次": None, "证书": []}), book)
    explainer = Explainer(Reference(people, offered, idf(book.vocabulary), DEFAULT), book)
    told = explainer.explain(0, 0, reader="seeker")
    assert [reason.text for reason in told.requirements[:2]] == ["不符合", "待核实"]
    assert [reason.name for reason in told.requirements[:2]] == ["证书", "班次"]
    points = {reason.name: (reason.points, reason.text) for reason in told.speaks_for}
    assert sum(one for one, _ in points.values()) == 783  # each part is rounded down
    assert told.score == 784
    assert points["技能"] == (34, "都有plc编程、电气制图")
    assert points["岗位名称"] == (218, "名称相同")
    against = explainer.explain(0, 0, reader="employer").speaks_against
    assert [reason.name for reason in against] == ["证书"]
    assert told.lines()[0] == "证书：不符合"


def test_weights_have_to_add_up() -> None:
    with pytest.raises(ValueError, match="add up to 999"):
        Weights({Feature.PAY: 999}, {Feature.PAY: 1000})
    with pytest.raises(ValueError, match="negative"):
        Weights({Feature.PAY: 1001, Feature.TEXT: -1}, {Feature.PAY: 1000})


def test_no_weight_no_list_of_a_feature(lists) -> None:
    """What nobody weighs cannot be told as a reason."""
    weights = Weights({Feature.PAY: 1000}, {Feature.PAY: 1000})
    other = both_sides(markets.seekers({}), markets.posts({}, *OTHERS), weights=weights)
    assert other.for_seekers(1)["理由"].to_list() == ["薪酬 100%"]
    assert rank_posts(other.sides.market(), keep=1).scores().tolist() == [[1000]]


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".xlsx"])
def test_the_command_writes_both_lists(tmp_path, suffix, capsys) -> None:
    markets.seekers({}).write_parquet(tmp_path / "s.parquet")
    markets.posts({}, *OTHERS).write_parquet(tmp_path / "p.parquet")
    out = tmp_path / f"out{suffix}"
    arguments = ["match", str(tmp_path / "s.parquet"), str(tmp_path / "p.parquet")]
    app([*arguments, "--top", "3", "--for", "both", "--out", str(out)], standalone_mode=False)
    if suffix == ".xlsx":
        rows = calamine.load_workbook(str(out)).get_sheet_by_name("求职者的岗位").to_python()
        found = pl.DataFrame(rows[1:], schema=rows[0], orient="row")
    else:
        path = tmp_path / f"out-求职者的岗位{suffix}"
        found = pl.read_csv(path) if suffix == ".csv" else pl.read_parquet(path)
    assert found.select("求职者", "岗位", "状态").rows() == [("S0", "J0", "符合")]
    assert "求职者的岗位 1 行，岗位的求职者 1 行" in capsys.readouterr().out.replace("\n", "")
