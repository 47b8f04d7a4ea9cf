"""What deductions and joint caps leave is stored, added up and taken away."""

from decimal import Decimal

import polars as pl
import pytest

from tests.entitlements.conftest import DAY, REGION
from tests.policy.documents import benefit, document
from tests.registry.builders import ANNA, load
from yulin.entitlements.actions.execute import execute_run
from yulin.entitlements.actions.request import request_run
from yulin.entitlements.models import Decision
from yulin.entitlements.queries.table import decisions_table
from yulin.entitlements.queries.totals import totals

pytestmark = pytest.mark.django_db

YUAN = 100
CAPPED = document(
    # 6,000 in the first year, 9,000 in all, of which the cap leaves 5,000
    benefit("最高学历 >= '博士'", code="生活", amount="式: 500元\n每: 月\n期数: 18"),
    # nothing is left
    benefit("最高学历 >= '博士'", code="培训", amount="700元"),
    code="T-04",
    more="关系:\n  - {名称: 一万五, 规则: 合计封顶, 成员: [T-02/安家, 生活, 培训], 封顶: 1.5万元}",
)


@pytest.fixture
def library(library):
    (library / "wenzhou" / "T-04.yaml").write_text(CAPPED)
    return library


@pytest.fixture(params=["polars", "python"])
def run(request, db):
    load(**REGION)
    asked = request_run(acting_user=None, as_of=DAY, queue=False, engine=request.param)
    return execute_run(run=asked)


def test_the_net_sum_is_stored_beside_the_standard(run):
    rows = {
        d.benefit: (d.total, d.net)
        for d in Decision.objects.filter(run=run)
        if d.person and d.person.number.open() == ANNA
    }
    assert rows == {
        "人才分类": (None, None),
        "安家": (10_000 * YUAN, 10_000 * YUAN),
        "生活": (9_000 * YUAN, 5_000 * YUAN),
        "培训": (700 * YUAN, 0),
    }
    others = Decision.objects.filter(run=run).exclude(status=3)
    assert set(others.values_list("net", flat=True)) == {None}


def test_totals_are_of_what_is_really_paid(run, auditor):
    rows = {row.key: row for row in totals(user=auditor, run=run, by="benefit")}
    assert {key[1]: (r.total, r.first_year, r.without_sum) for key, r in rows.items()} == {
        "人才分类": (0, 0, 1),
        "安家": (10_000 * YUAN, 10_000 * YUAN, 0),
        "生活": (5_000 * YUAN, 5_000 * YUAN, 0),
        "培训": (0, 0, 0),
        "租金": (5_000 * YUAN, 5_000 * YUAN, 0),
    }


def test_the_table_that_is_taken_away_has_both(run):
    made = decisions_table(Decision.objects.of_run(run), run=run, whole_numbers=False)
    life = made.filter((pl.col("待遇") == "生活") & (pl.col("结果") == "符合"))
    assert life.select("总额（元）", "实得（元）").rows() == [(Decimal(9000), Decimal(5000))]
