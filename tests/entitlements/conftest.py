import datetime as dt
from functools import partial

import pytest

from tests.kept import kept_rows, own_copy
from tests.programmes.documents import write_library
from tests.registry.builders import ANNA, BEN, CARA, FIRM, OTHER_FIRM, load
from yulin.entitlements.actions.execute import execute_run
from yulin.entitlements.actions.request import request_run

DAY = dt.date(2026, 11, 1)

REGION = {
    "人员": [
        {"证件号": ANNA, "姓名": "安娜"},
        {"证件号": BEN, "姓名": "=1+1"},
        {"证件号": CARA, "姓名": "卡拉"},
    ],
    "学历": [{"证件号": ANNA, "学历": "博士"}, {"证件号": BEN, "学历": "专科"}],
    "就业": [
        {"证件号": ANNA, "单位代码": FIRM},
        {"证件号": BEN, "单位代码": FIRM},
        {"证件号": CARA, "单位代码": OTHER_FIRM},
    ],
    "单位": [
        {"单位代码": FIRM, "单位名称": "鹿城电气", "单位地区": 330302},
        {"单位代码": OTHER_FIRM, "单位名称": "乐清电器", "单位地区": 330382, "单位类型": "机关"},
    ],
}


@pytest.fixture(autouse=True)
def library(tmp_path, settings):
    settings.YULIN_POLICIES = write_library(tmp_path / "policies")
    settings.YULIN_VAR = tmp_path / "var"
    return settings.YULIN_POLICIES


@pytest.fixture(scope="module")
def kept_region(request, django_db_setup, tmp_path_factory):
    settings = {"YULIN_POLICIES": write_library(tmp_path_factory.mktemp("policies"))}
    with kept_rows(request, partial(load, **REGION), **settings) as made:
        yield made


@pytest.fixture
def region(kept_region, db):
    """Anna (doctor) and Ben work in Lucheng, Cara in Yueqing."""
    return own_copy(kept_region, partial(load, **REGION))


@pytest.fixture
def run(region):
    asked = request_run(acting_user=None, as_of=DAY, queue=False)
    return execute_run(run=asked)
