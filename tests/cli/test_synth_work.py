"""`yulin synth --posts --seekers`."""

import polars as pl
from typer.testing import CliRunner

from yulin.cli.main import app

runner = CliRunner()


def test_both_tables_are_written_with_their_lists(tmp_path):
    arguments = ["synth", "--posts", "60", "--seekers", "40", "--seed", "3"]
    assert runner.invoke(app, [*arguments, "--out", str(tmp_path / "a")]).exit_code == 0
    posts = pl.read_parquet(tmp_path / "a" / "岗位.parquet")
    seekers = pl.read_parquet(tmp_path / "a" / "求职者.parquet")
    assert (posts.height, seekers.height) == (60, 40)
    assert posts.schema["技能"] == pl.List(pl.String)

    csv = runner.invoke(app, [*arguments, "--form", "csv", "--out", str(tmp_path / "b")])
    assert csv.exit_code == 0
    plain = pl.read_csv(tmp_path / "b" / "岗位.csv")
    assert plain["技能"].to_list() == posts["技能"].list.join("、").to_list()


def test_neither_people_nor_posts_is_a_sentence(tmp_path):
    refused = runner.invoke(app, ["synth", "--seed", "3", "--out", str(tmp_path / "a")])
    assert refused.exit_code != 0
    assert not (tmp_path / "a").exists()


def test_a_workbook_of_posts_is_refused(tmp_path):
    out = tmp_path / "a.xlsx"
    refused = runner.invoke(
        app, ["synth", "--posts", "5", "--seed", "3", "--form", "xlsx", "--out", str(out)]
    )
    assert refused.exit_code != 0
    assert not out.exists()
