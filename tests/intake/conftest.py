import pytest

from tests.registry.builders import facts
from yulin.facts.write import write_workbook
from yulin.intake.actions.uploads import receive_upload


@pytest.fixture(autouse=True)
def var(tmp_path, settings):
    settings.YULIN_VAR = tmp_path
    return tmp_path


@pytest.fixture
def give(tmp_path, officer, jobs):
    """Hand in a workbook of these sheets."""

    def give(user=officer, name="名单.xlsx", data=None, **rows):
        if data is None:
            path = tmp_path / "given.xlsx"
            write_workbook(facts(**rows), path)
            data = path.read_bytes()
        return receive_upload(acting_user=user, name=name, chunks=[data[:1000], data[1000:]])

    return give
