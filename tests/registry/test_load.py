import pytest
from django.db import transaction

from tests.registry.builders import ANNA, BEN, FIRM, facts, load, sheet
from yulin.access.models import JournalEntry
from yulin.facts.frames import Facts
from yulin.registry.actions.supersede import Change
from yulin.registry.errors import BrokenRuleError, UnknownPeopleError
from yulin.registry.models import (
    FACT_MODELS,
    Batch,
    Certificate,
    Coverage,
    Education,
    Employer,
    EmployerFact,
    Person,
    PersonFact,
)
from yulin.registry.queries.facts import facts_in, facts_of, people_of_region

pytestmark = pytest.mark.django_db

FULL = {
    "人员": [
        {"证件号": ANNA, "姓名": '引"号, 名', "配偶证件号": BEN},
        {"证件号": BEN, "姓名": "李"},
    ],
    "学历": [{"证件号": ANNA, "毕业院校": "温州大学", "双一流": False}],
    "证书": [
        {"证件号": ANNA, "技能等级": "技师", "紧缺工种": True},
        {"证件号": ANNA, "技能等级": "技师", "紧缺工种": True},  # two equal rows are two records
    ],
    "社保": [{"证件号": ANNA, "单位代码": FIRM}, {"证件号": BEN, "单位代码": None}],
    "就业": [{"证件号": ANNA, "月工资": "8000.50"}, {"证件号": BEN, "单位代码": None}],
    "单位": [{"单位代码": FIRM, "法定代表人证件号": BEN, "规上": None}],
    "住房": [],
    "荣誉": [{"证件号": BEN}],
    "已享受": [{"证件号": BEN, "金额": "12.34"}],
    "收入": [{"证件号": ANNA, "单位代码": FIRM}],
    "培训": [{"证件号": ANNA, "培训机构代码": FIRM, "线上": True}],
    "见习实习": [{"证件号": BEN, "单位代码": FIRM, "出勤天数": 22}],
    "租赁": [{"证件号": BEN, "月租金": "1500.50", "备案": False}],
    "困难身份": [{"证件号": BEN}],
    "贷款": [{"证件号": BEN, "年利率": "0.0345"}],
    "认定": [{"证件号": ANNA}],
    "登记": [{"证件号": ANNA, "登记单位代码": FIRM}],
    "成果": [{"证件号": ANNA, "级别": "省级", "名次": 2}],
    "平台": [{"领办人证件号": ANNA}],
    "附加事实": [{"证件号": BEN}],
    "单位附加事实": [{"填报人证件号": ANNA}],
}


def rows_held():
    return {model.__name__: model.objects.count() for model in FACT_MODELS}


def everything():
    return facts_in(people=people_of_region(None), numbers=True)


def test_what_was_loaded_comes_back_row_for_row():
    given = facts(**FULL)
    loaded = load(given)
    (held,) = everything()
    assert held.equals(given)
    assert loaded.people == 2
    assert loaded.changes == {
        name: Change(added=len(rows), superseded=0, kept=0) for name, rows in FULL.items()
    }


def test_the_same_facts_twice_change_nothing():
    load(**FULL)
    before, batches = rows_held(), list(Batch.objects.values_list("pk", flat=True))
    loaded = load(**FULL)
    assert loaded.changes == {
        name: Change(added=0, superseded=0, kept=len(rows)) for name, rows in FULL.items()
    }
    assert rows_held() == before
    assert set(Education.objects.values_list("batch", flat=True)) == {batches[0]}
    assert Coverage.objects.count() == 2


def test_a_change_supersedes_and_the_old_value_stays_known():
    load(人员=[{"证件号": ANNA}], 学历=[{"证件号": ANNA, "学历": "本科"}])
    first = Batch.objects.get().recorded_at
    loaded = load(人员=[{"证件号": ANNA}], 学历=[{"证件号": ANNA, "学历": "硕士"}])
    assert loaded.changes["学历"] == Change(added=1, superseded=1, kept=0)
    person = Person.objects.get()
    now = facts_of(person, numbers=True)
    then = facts_of(person, numbers=True, known_on=first)
    assert now["学历"].equals(sheet("学历", {"证件号": ANNA, "学历": "硕士"}))
    assert then["学历"].equals(sheet("学历", {"证件号": ANNA, "学历": "本科"}))


def test_one_of_two_equal_rows_can_go():
    row = {"证件号": ANNA, "技能等级": "技师"}
    load(人员=[{"证件号": ANNA}], 证书=[row, row])
    loaded = load(人员=[{"证件号": ANNA}], 证书=[row])
    assert loaded.changes["证书"] == Change(added=0, superseded=1, kept=1)
    assert Certificate.objects.current().count() == 1


def test_a_supplied_sheet_without_a_row_means_there_is_none():
    load(人员=[{"证件号": ANNA}], 证书=[{"证件号": ANNA}])
    load(人员=[{"证件号": ANNA}], 证书=[])
    held = facts_of(Person.objects.get())
    assert held["证书"].height == 0


def test_a_sheet_that_was_not_supplied_stays_as_it_was():
    load(人员=[{"证件号": ANNA}], 证书=[{"证件号": ANNA}])
    load(人员=[{"证件号": ANNA}])
    held = facts_of(Person.objects.get())
    assert list(held.tables) == ["人员", "证书", "单位"]
    assert held["证书"].height == 1


def test_unknown_and_none_are_kept_apart_person_by_person():
    load(人员=[{"证件号": ANNA}], 住房=[])
    load(人员=[{"证件号": BEN}])
    one, other = everything()
    assert (one.people.to_list(), list(one.tables)) == ([ANNA], ["人员", "单位", "住房"])
    assert (other.people.to_list(), list(other.tables)) == ([BEN], ["人员", "单位"])


def test_a_sheet_alone_speaks_only_of_those_it_names():
    load(人员=[{"证件号": ANNA}, {"证件号": BEN}], 证书=[{"证件号": ANNA}, {"证件号": BEN}])
    loaded = load(证书=[{"证件号": ANNA, "技能等级": "技师"}])
    assert loaded.changes == {"证书": Change(added=1, superseded=1, kept=0)}
    assert Certificate.objects.current().filter(person__number=BEN).count() == 1


def test_engines_are_given_keys_and_never_a_number():
    load(**FULL)
    anna, ben = (Person.objects.by_number(number) for number in (ANNA, BEN))
    (held,) = facts_in(people=people_of_region(None))
    assert held.people.to_list() == [anna.key, ben.key]
    assert held["人员"]["配偶证件号"].to_list() == [ben.key, None]
    assert held["单位"]["法定代表人证件号"].to_list() == [ben.key]
    assert held["就业"]["单位代码"].to_list() == [Employer.objects.get().key, None]
    held.validate()
    text = "".join(frame.write_csv() for frame in held.tables.values())
    assert ANNA not in text
    assert BEN not in text


def test_facts_of_people_whom_nobody_knows_are_refused_and_nothing_changes():
    before = rows_held()
    with pytest.raises(UnknownPeopleError, match=r"^有 1 人不在人员表中，也未登记过"):
        load(证书=[{"证件号": ANNA}])
    assert rows_held() == before
    assert Person.objects.count() == 0


def test_a_row_that_breaks_a_rule_is_refused_in_words_and_nothing_changes():
    load(人员=[{"证件号": BEN}])
    before, entries = rows_held(), JournalEntry.objects.count()
    with pytest.raises(BrokenRuleError, match=r"^离职日期不能早于入职日期。$") as caught:
        load(
            人员=[{"证件号": ANNA}],
            就业=[{"证件号": ANNA, "入职日期": "2020-01-02", "离职日期": "2020-01-01"}],
        )
    assert rows_held() == before
    assert JournalEntry.objects.count() == entries
    assert caught.value.__suppress_context__  # the database's words would show the row


def test_the_load_is_journalled_without_a_personal_number(officer):
    load(人员=[{"证件号": ANNA}], user=officer)
    entry = JournalEntry.objects.get(action="registry.facts.load")
    assert entry.actor == officer
    assert entry.object_id == str(Batch.objects.get().pk)
    assert entry.data == {"sheets": {"人员": {"added": 1, "superseded": 0, "kept": 0}}}


def test_facts_that_break_the_contract_are_refused(db):
    broken = facts(人员=[{"证件号": ANNA}])["人员"].with_columns(证件号=None).cast({"证件号": str})
    with pytest.raises(Exception, match="证件号 不能为空"), transaction.atomic():
        load(Facts({"人员": broken}))
    assert PersonFact.objects.count() == 0


def test_facts_carry_their_register_and_batch():
    load(**FULL)
    held = {model.objects.first().source for model in FACT_MODELS if model.objects.exists()}
    expected = {m.TABLE.register for m in FACT_MODELS if m.TABLE.name != "住房"}
    assert held == expected
    assert EmployerFact.objects.get().batch == Batch.objects.get()
