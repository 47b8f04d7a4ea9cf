"""A second database as the social insurance, a small HTTP service as the register of certificates."""

import os

import psycopg
import pytest
from django.db import connection
from psycopg import sql

from tests.registry.builders import ANNA, BEN, CARA, FIRM, load
from tests.sources.service import Service
from yulin.access.enums import Duty
from yulin.access.models import DutyGrant
from yulin.registry.models import Person
from yulin.sources.actions.manage import add_source, switch_source
from yulin.sources.models import Source

VIEW = """
CREATE TABLE payments (
    aac002 text, aae140 text, aab301 int, aab001 text, aae041 date, aae042 date, aaa115 text,
    aae036 timestamptz DEFAULT clock_timestamp()
);
CREATE VIEW shared AS SELECT * FROM payments WHERE aae140 <> '999';
"""
MAPPING = {
    "person": "aac002",
    "columns": {
        "险种": {"from": "aae140", "values": {"110": "职工养老", "210": "失业"}},
        "参保地": {"from": "aab301"},
        "单位代码": {"from": "aab001"},
        "起始年月": {"from": "aae041"},
        "截止年月": {"from": "aae042"},
        "缴费类型": {"from": "aaa115", "values": {"10": "正常", "20": "补缴"}},
    },
}
PAID = (ANNA, "110", 330302, FIRM, "2021-03-01", "2024-06-01", "10")
CERTIFICATES = {
    "person": "idNo",
    "rows": "data.list",
    "number": "data.serial",
    "echo": "data.idNo",
    "columns": {
        "证书类别": {"always": "职业技能等级"},
        "工种": {"from": "occupation"},
        "技能等级": {"from": "level", "values": {"2": "技师", "3": "高级工"}},
        "职称级别": {"always": "无"},
        "发证日期": {"from": "issued"},
        "证书编号": {"from": "certNo"},
    },
}


class Bureau:
    """A database of another department, and what it says of people."""

    def __init__(self, name, line):
        self.name, self.line = name, line

    def says(self, *rows):
        self.line.execute("TRUNCATE payments")
        for row in rows:
            self.adds(*row)

    def adds(self, *row, at=None):
        names = "aac002, aae140, aab301, aab001, aae041, aae042, aaa115"
        names, row = (f"{names}, aae036", (*row, at)) if at else (names, row)
        marks = ", ".join(["%s"] * len(row))
        self.line.execute(f"INSERT INTO payments ({names}) VALUES ({marks})", row)

    def execute(self, statement):
        self.line.execute(statement)


@pytest.fixture(scope="session")
def bureau_database(django_db_setup, django_db_blocker):
    """Made once, beside the tests' own; a role of its own that reads one view."""
    name = f"test_yulin_{os.getpid()}_bureau"
    values = connection.settings_dict
    address = {"host": values["HOST"], "port": values["PORT"] or None, "user": values["USER"]}
    with psycopg.connect(**address, dbname="postgres", autocommit=True) as line:
        line.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
        line.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    with psycopg.connect(**address, dbname=name, autocommit=True) as line:
        line.execute(VIEW)
        yield Bureau(name, line)
    with psycopg.connect(**address, dbname="postgres", autocommit=True) as line:
        line.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def bureau(bureau_database):
    bureau_database.says(PAID)
    return bureau_database


@pytest.fixture(autouse=True)
def reachable(settings, tmp_path):
    settings.YULIN_SOURCE_NETWORKS = ["127.0.0.1/32"]
    settings.YULIN_SOURCE_FOLDERS = [connection.settings_dict["HOST"] or "/nowhere", str(tmp_path)]
    settings.YULIN_VAR = tmp_path / "var"
    return settings


@pytest.fixture
def people(db):
    """Anna and Ben of Lucheng, Cara of Ningbo; nothing but their names is held."""
    load(
        人员=[
            {"证件号": ANNA, "姓名": "安娜", "户籍地": 330302},
            {"证件号": BEN, "姓名": "本", "户籍地": 330302},
            {"证件号": CARA, "姓名": "卡拉", "户籍地": 330203},
        ]
    )
    return [Person.objects.by_number(number) for number in (ANNA, BEN, CARA)]


@pytest.fixture
def anna(people):
    return people[0]


@pytest.fixture
def steward(officer):
    """The officer, who looks after data too."""
    DutyGrant.objects.create(
        holder=officer,
        duty=Duty.DATA_STEWARD,
        region=officer.region,
        during=("2020-01-01T00:00Z", None),
        basis="测试",
    )
    return officer


def terms(**more):
    return {
        "department": "某部门",
        "region": 330300,
        "purpose": "核定人才待遇",
        "legal_basis": "国办发〔2024〕3号",
        "timeout_seconds": 1,
        "attempts": 1,
        "per_minute": 6000,
        **more,
    }


def insurance_terms(bureau, **more):
    values = connection.settings_dict
    place = {
        "host": values["HOST"],
        "database": bureau.name,
        "user": values["USER"],
        "view": "shared",
    }
    if values["PORT"]:
        place["port"] = int(values["PORT"])
    found = {
        "name": "社保局",
        "kind": "database",
        "table": "社保",
        "place": place,
        "mapping": MAPPING,
    }
    return terms(**(found | more))


def certificate_terms(service, **more):
    found = {
        "name": "证书中心",
        "kind": "http",
        "table": "证书",
        "place": {"url": service.url, "field": "idNo"},
        "mapping": CERTIFICATES,
    }
    return terms(**(found | more))


def switched_on(**found):
    source = add_source(acting_user=None, **found)
    return switch_source(acting_user=None, source=source, on=True, reason="测试")


@pytest.fixture
def insurance(db, bureau) -> Source:
    return switched_on(**insurance_terms(bureau))


@pytest.fixture
def service():
    with Service() as running:
        yield running


@pytest.fixture
def certificates(db, service) -> Source:
    return switched_on(**certificate_terms(service), secret="a-token")
