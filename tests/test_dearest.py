"""What `tools/dearest.py` makes of a run."""

import os
import subprocess
import sys

from tools.dearest import read, report

RUN = """<testsuites><testsuite>
<testcase classname="tests.a" name="one" time="3.5"><properties>
<property name="phase:setup" value="2.5"/><property name="fixture:world" value="2.0"/>
<property name="phase:call" value="0.75"/><property name="work:" value="1.5"/>
<property name="phase:teardown" value="0.25"/></properties></testcase>
<testcase classname="tests.b" name="two" time="1.0"><properties>
<property name="phase:call" value="1.0"/><property name="work:" value="1.25"/>
</properties></testcase>
<testcase classname="tests.a" name="three" time="0.5"/>
</testsuite></testsuites>"""


def test_seconds_are_added_up_by_file_phase_and_fixture(tmp_path):
    path = tmp_path / "run.xml"
    path.write_text(RUN)
    costs = read(path)
    assert costs.files == {"tests.a": 4.0, "tests.b": 1.0}
    assert costs.phases == {"setup": 2.5, "call": 1.75, "teardown": 0.25}
    assert costs.fixtures == {"fixture:world": 2.0}
    assert costs.waits == {"tests.a": 2.0, "tests.b": 0.0}
    lines = list(report(costs, 1))
    assert lines[0] == "5 s in 3 tests"
    assert "     4.00 s      2× tests.a" in lines
    assert "     2.00 s      1× world" in lines
    assert "     3.50 s         tests.a::one" in lines
    assert not any("tests.b" in line for line in lines)


ONE = """
import time, pytest
@pytest.fixture
def inner():
    time.sleep(0.02)
@pytest.fixture
def slow(request):
    time.sleep(0.01)
    request.getfixturevalue('inner')
def test(slow):
    pass
"""
START = """
import pytest, sys
from tests.timing import Timing
words = "--junitxml=run.xml -q -p no:cacheprovider -p no:django -p no:faker -c /dev/null --rootdir ."
sys.exit(pytest.main([*words.split(), "test_one.py"], plugins=[Timing()]))
"""


def test_a_run_notes_its_phases_and_fixtures(tmp_path):
    (tmp_path / "test_one.py").write_text(ONE)
    done = subprocess.run(
        [sys.executable, "-c", START],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(folder for folder in sys.path if folder)},
        check=False,
    )
    assert done.returncode == 0
    costs = read(tmp_path / "run.xml")
    assert set(costs.phases) == {"setup", "call", "teardown"}
    assert set(costs.fixtures) == {"fixture:slow", "fixture:inner"}
    assert 0.01 <= costs.fixtures["fixture:slow"] < 0.03 <= costs.phases["setup"]
    assert costs.fixtures["fixture:inner"] >= 0.02
