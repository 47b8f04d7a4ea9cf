"""An officer hands in 附加事实: held to the documents in use before anything is loaded."""

import pytest

from tests.intake.helpers import GOOD
from tests.programmes.documents import TALENT
from tests.registry.builders import ANNA
from yulin.intake.actions.check import check_upload
from yulin.intake.actions.load import load_upload
from yulin.intake.actions.uploads import confirm_upload
from yulin.intake.enums import UploadState
from yulin.registry.models import ToldFact

pytestmark = pytest.mark.django_db
DECLARING = TALENT.replace(
    "版本:",
    "事实:\n  - {名称: 单位公示, en: Published, 类型: 是否}\n"
    "  - {名称: 公示天数, en: Days, 类型: 数值, 单位: 日}\n版本:",
    1,
)


@pytest.fixture(autouse=True)
def library(tmp_path, settings):
    folder = tmp_path / "policies"
    folder.mkdir()
    (folder / "T-01.yaml").write_text(DECLARING, encoding="utf-8")
    settings.YULIN_POLICIES = folder
    return folder


def told(*rows):
    return {**GOOD, "附加事实": [{"证件号": ANNA, **row} for row in rows]}


def test_it_is_checked_confirmed_and_loaded(give, officer):
    rows = told({"认定依据": "第3号公示"}, {"名称": "公示天数", "是否": None, "数值": 5})
    upload = check_upload(upload=give(**rows))
    assert (upload.state, upload.error_count) == (UploadState.CHECKED, 0)
    assert upload.changes["附加事实"] == {"added": 2, "superseded": 0, "kept": 0}
    assert ToldFact.objects.count() == 0
    upload = load_upload(upload=confirm_upload(acting_user=officer, upload=upload))
    assert upload.state == UploadState.LOADED
    held = ToldFact.objects.order_by("yes").values_list("name", "yes", "figure", "grounds")
    assert list(held) == [("单位公示", True, None, "第3号公示"), ("公示天数", None, 50_000, None)]
    assert {fact.batch for fact in ToldFact.objects.all()} == {upload.batch}


def test_what_does_not_fit_is_refused_with_its_row(give):
    upload = check_upload(upload=give(**told({"名称": "公示天数"}, {"名称": "公事天数"})))
    found = [p for p in upload.problems if p["code"].startswith("told")]
    said = [(p["code"], p["severity"], p["row"], p["column"]) for p in found]
    assert said == [
        ("told_other_column", "error", 2, "是否"),
        ("told_unknown", "warning", 3, "名称"),
    ]
    assert upload.error_count == 1
    assert "是否应为“公示天数”" in found[1]["message_zh"]
    assert ToldFact.objects.count() == 0


def test_a_library_that_cannot_be_read_stops_no_upload(give, library):
    (library / "T-01.yaml").write_text("编号: [", encoding="utf-8")
    upload = check_upload(upload=give(**told({"名称": "没有"})))
    assert [p["code"] for p in upload.problems] == ["unknown_area"]  # numbers of nobody
