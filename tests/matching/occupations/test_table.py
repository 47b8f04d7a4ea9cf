"""The classification: the part that ships, and the whole when it is imported."""

import re

import pytest

from yulin.matching.occupations import Classification, ClassificationError, Occupation


def test_what_ships_is_in_order_and_has_names_people_use():
    shipped = Classification.shipped()
    codes = [one.code for one in shipped]
    assert len(shipped) == 670
    assert codes == sorted(codes)
    assert [code for code in codes if not re.fullmatch(r"\d-\d\d-\d\d-\d\d", code)] == []
    assert [one.code for one in shipped if not one.aliases] == []
    assert shipped.find("4-01-02-04") == Occupation(
        "4-01-02-04",
        "收银员",
        ("收银员", "收银", "超市收银员", "收银主管", "收银领班", "餐厅收银员"),
    )
    assert shipped.find("9-99-99-99") is None


def test_the_whole_is_read_from_a_table(tmp_path):
    path = tmp_path / "occupations.csv"
    path.write_text(
        "code,name,aliases,year\n4-01-02-04,收银员,结账员、收银,2022\n6-29-01-03,混凝土工L,,2022\n"
        "2-02-10-09,某工程技术人员L/S,,2022\n",
        encoding="utf-8-sig",
    )
    read = list(Classification.from_csv(path))
    assert [(one.code, one.name) for one in read] == [
        ("2-02-10-09", "某工程技术人员"),
        ("4-01-02-04", "收银员"),
        ("6-29-01-03", "混凝土工"),
    ]
    assert read[1].aliases[:3] == ("结账员", "收银", "收银员")
    assert read[2].aliases == ("混凝土工",)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("code,title\n", "t.csv has no column name"),
        ("code,name\n4-1,甲\n", "line 2: 4-1 is no code such as 2-02-10-03"),
        ("code,name\n,甲\n", "line 2: nothing is no code such as 2-02-10-03"),
        ("code,name\n4-01-02-04,\n", "line 2: 4-01-02-04 has no name"),
        ("code,name\n4-01-02-04,甲\n4-01-02-04,乙\n", "4-01-02-04 is given twice"),
    ],
)
def test_a_table_that_is_none_is_refused(tmp_path, text, message):
    path = tmp_path / "t.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ClassificationError, match=f"^{re.escape(message)}$"):
        Classification.from_csv(path)


def test_groups_published_apart_are_joined():
    groups = [Occupation("1-00-00-00", "组"), Occupation("4-01-02-04", "另一名")]
    joined = Classification([Occupation("4-01-02-04", "收银员")]).joined(groups)
    assert [(one.code, one.name) for one in joined] == [
        ("1-00-00-00", "组"),
        ("4-01-02-04", "收银员"),
    ]
