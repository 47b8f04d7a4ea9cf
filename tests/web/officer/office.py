"""An office for tests: two people and a firm of one region, one person of another, and who asks."""

import datetime as dt
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.conftest import make_user
from tests.kept import kept_rows, own_copy
from tests.registry.builders import ANNA, BEN, CARA, FIRM, facts, load
from yulin.access.enums import Role
from yulin.entitlements.actions.execute import execute_run
from yulin.entitlements.actions.request import request_run
from yulin.facts.write import write_workbook
from yulin.intake.actions.uploads import receive_upload
from yulin.registry.actions.corrections import request_correction
from yulin.registry.models import Employer, Person
from yulin.registry.queries.person_page import person_page

HERE = Path(__file__).parent
DAY = dt.date(2026, 9, 1)


@pytest.fixture(scope="session")
def policies(tmp_path_factory):
    """The small library of the public pages, and three documents of an office's own."""
    folder = tmp_path_factory.mktemp("policies")
    for path in [*HERE.parent.glob("policies/*.yaml"), *HERE.glob("policies/*.yaml")]:
        shutil.copy(path, folder)
    return folder


@pytest.fixture(autouse=True)
def places(_library, policies, tmp_path, settings):
    settings.YULIN_POLICIES = policies
    settings.YULIN_VAR = tmp_path


@pytest.fixture(scope="module")
def kept_office(request, django_db_setup, policies, tmp_path_factory):
    settings = {"YULIN_POLICIES": policies, "YULIN_VAR": tmp_path_factory.mktemp("var")}
    with kept_rows(request, make_office, **settings) as made:
        yield made


@pytest.fixture
def office(kept_office, db, jobs):
    """Anna and Ben belong to Lucheng, Cara to Ningbo."""
    return own_copy(kept_office, make_office)


def make_office():
    load(
        人员=[
            {"证件号": ANNA, "姓名": "安娜", "户籍地": 330302},
            {"证件号": BEN, "姓名": "本", "户籍地": 330302},
            {"证件号": CARA, "姓名": "卡拉", "户籍地": 330203},
        ],
        学历=[{"证件号": ANNA}],
        证书=[{"证件号": ANNA, "技能等级": "技师"}],
        社保=[{"证件号": ANNA}],
        就业=[{"证件号": ANNA, "单位代码": FIRM}],
        单位=[{"单位代码": FIRM, "单位名称": "瓯江电气有限公司"}],
    )
    anna, ben, cara = (Person.objects.by_number(number) for number in (ANNA, BEN, CARA))
    firm = Employer.objects.get(code=FIRM)
    return SimpleNamespace(
        anna=anna,
        ben=ben,
        cara=cara,
        firm=firm,
        visitor=None,
        person=make_user(Role.PERSON, username="anna", person_key=str(anna.uuid)),
        employer=make_user(Role.EMPLOYER, username="firm", organisation_key=str(firm.uuid)),
        officer=make_user(Role.OFFICER, username="officer-here", region=330300),
        elsewhere=make_user(Role.OFFICER, username="officer-there", region=330200),
        auditor=make_user(Role.AUDITOR, username="auditor"),
    )


@pytest.fixture
def run(office):
    """Everybody of the city, decided."""
    return decide(office)


def decide(office):
    asked = request_run(acting_user=office.officer, as_of=DAY, queue=False)
    return execute_run(run=asked)


@pytest.fixture
def ask(office):
    """Anna says that a cell of hers is wrong."""
    return lambda **given: ask_about(office, **given)


def ask_about(office, table="学历", column="毕业日期", claimed="2013-06-30", text=""):
    page = person_page(user=office.person, uuid=office.anna.uuid)
    row = next(iter(page.sheet(table).rows), None)
    return request_correction(
        acting_user=office.person,
        person=office.anna,
        table=table,
        row=row.uuid if row else None,
        column=column,
        claimed=claimed,
        text=text,
    )


@pytest.fixture
def hand_in(office, tmp_path):
    """Hand in a workbook of these sheets."""

    def hand_in(name="名单.xlsx", data=None, **rows):
        if data is None:
            data = workbook(tmp_path, **rows)
        return receive_upload(acting_user=office.officer, name=name, chunks=[data])

    return hand_in


def workbook(folder, **rows):
    path = folder / "given.xlsx"
    write_workbook(facts(**rows), path)
    return path.read_bytes()
