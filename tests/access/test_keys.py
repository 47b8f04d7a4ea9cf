"""The key file of a site: made where it may be, asked for where it may not."""

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from yulin.access.keys import vault
from yulin.vault.errors import KeyFileError
from yulin.vault.keys import new_ring, read_ring, write_ring


@pytest.fixture
def path(settings, tmp_path):
    settings.YULIN_KEYS = tmp_path / "keys.json"
    return settings.YULIN_KEYS


def test_a_checkouts_own_keys_are_made_once(path, settings):
    settings.YULIN_KEYS_MADE_HERE = True
    assert vault() is vault()
    assert vault().ring == read_ring(path)


def test_a_real_site_without_keys_is_told_what_to_do(path, settings):
    settings.YULIN_KEYS_MADE_HERE = False
    with pytest.raises(KeyFileError, match=r"Copy this site's key file there, or set YULIN_KEYS"):
        vault()
    with pytest.raises(SystemCheckError, match=r"yulin\.E002.*there is no key file at"):
        call_command("check", tag=["security"])
    assert not path.exists()


def test_keys_that_others_may_read_stop_the_start(path):
    write_ring(new_ring(), path)
    path.chmod(0o644)
    with pytest.raises(SystemCheckError, match="others may read the key file"):
        call_command("check", tag=["security"])


def test_a_suite_that_nobody_knows_stops_the_start(path, settings):
    settings.YULIN_SEALING = "rot13"
    with pytest.raises(SystemCheckError, match="write international or national"):
        call_command("check", tag=["security"])


def test_a_running_process_sees_a_new_key(path):
    before = vault()
    write_ring(before.ring.rotated(), path)
    assert vault().ring.newest == 2
    assert vault().open(before.seal("x", "p"), "p") == "x"


def test_the_suite_is_a_setting(path, settings):
    settings.YULIN_SEALING = "national"
    assert vault().profile.name == "SM4-GCM"
    settings.YULIN_SEALING = "international"
    assert vault().profile.name == "AES-256-GCM"
