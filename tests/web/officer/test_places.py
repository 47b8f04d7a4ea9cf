"""Places by rank on the pages: how they were given, the ranking, and why somebody has none."""

import re
import shutil

import polars as pl
import pytest
from django.urls import reverse
from django.utils import translation

from tests.entitlements.test_places import ONE, TITLE
from tests.registry.builders import ANNA, BEN, FIRM, load
from tests.web.officer.office import decide
from yulin.entitlements.actions.export import Form, export_run
from yulin.entitlements.queries.explain import explain_person
from yulin.policy.decision import Status

pytestmark = pytest.mark.django_db
TEXT = TITLE.replace("QUOTA", ONE).replace("RELATION\n", "").replace("编号: T-05", "编号: T-55")


@pytest.fixture
def ranked(office, policies, tmp_path, settings):
    """Anna has 10 points and Ben has 30; there is one place."""
    folder = tmp_path / "ranked"
    shutil.copytree(policies, folder)
    (folder / "T-55.yaml").write_text(TEXT)
    settings.YULIN_POLICIES = folder
    load(
        人员=[
            {"证件号": ANNA, "姓名": "安娜", "贡献积分": 10},
            {"证件号": BEN, "姓名": "本", "贡献积分": 30},
        ],
        学历=[{"证件号": ANNA}, {"证件号": BEN}],
        就业=[{"证件号": ANNA, "单位代码": FIRM}, {"证件号": BEN, "单位代码": FIRM}],
    )
    return decide(office)


def page(client, name, *args, **query):
    return client.get(reverse(name, args=args), query).content.decode()


def test_the_run_says_how_its_places_were_given(client, office, ranked):
    client.force_login(office.officer)
    html = page(client, "officer:run", ranked.uuid)
    table = html.split('id="h-places"')[1].split("</table>")[0]
    assert "称号奖金" in table
    cells = re.findall(r'<td class="num"[^>]*>(.*?)</td>', table)
    assert [re.sub("<[^>]+>", "", cell) for cell in cells] == ["1", "1", "1", "0", "0", "0"]
    assert 'id="h-places"' not in page(client, "officer:run", ranked.uuid, policy="T-01")


def test_the_list_of_a_benefit_is_its_ranking(client, office, ranked):
    client.force_login(office.officer)
    html = page(client, "officer:decisions", ranked.uuid, policy="T-55/称号", sort="position")
    rows = html.split("<tbody>")[1].split("</tbody>")[0].split("</tr>")[:-1]
    assert [("本" in row, "安娜" in row) for row in rows] == [(True, False), (False, True)]
    assert "入选 · 第 1 名" in rows[0]
    assert "名额已满 · 第 2 名" in rows[1]


def test_an_officer_reads_why_there_is_no_place(client, office, ranked):
    client.force_login(office.officer)
    html = page(client, "officer:why", office.anna.uuid, "T-55", "称号", run=str(ranked.uuid))
    assert "符合条件，但名额已满：按 2026-09-01 的计算排第 2 名，没有入选。" in html
    taken = page(client, "officer:why", office.ben.uuid, "T-55", "称号", run=str(ranked.uuid))
    assert "按 2026-09-01 的计算，排第 1 名，入选。" in taken


def test_whoever_has_no_place_reads_why(client, office, ranked):
    client.force_login(office.person)
    html = client.get("/me/why/T-55/称号/", headers={"HX-Request": "true"}).content.decode()
    assert "符合条件，但名额已满" in html


def test_it_is_said_in_english(client, office, ranked):
    client.force_login(office.officer)
    client.cookies["django_language"] = "en"
    html = page(client, "officer:why", office.anna.uuid, "T-55", "称号", run=str(ranked.uuid))
    assert "the places are full: by the run of 2026-09-01 number 2 by rank" in html


def test_what_is_known_now_goes_before_what_a_run_found(office, ranked):
    """Somebody who no longer qualifies is not told of places."""
    load(
        人员=[{"证件号": BEN, "姓名": "本", "贡献积分": 30}],
        学历=[{"证件号": BEN, "学历": "高中"}],
        就业=[{"证件号": BEN, "单位代码": FIRM}],
    )
    told = explain_person(user=office.officer, person=office.ben)
    (found,) = [d for d in told if d.key == "T-55/称号"]
    assert (found.status, found.notes) == (Status.NO, ())


def test_an_export_has_place_and_position(office, ranked, tmp_path):
    out = tmp_path / "out.parquet"
    with translation.override("zh-hans"):
        export_run(acting_user=office.officer, run=ranked, form=Form.PARQUET, out=out)
    rows = pl.read_parquet(out).filter(pl.col("政策编号") == "T-55")
    assert sorted(rows.select("姓名或单位", "名额", "名次").rows()) == [
        ("安娜", "名额已满", 2),
        ("本", "入选", 1),
    ]
