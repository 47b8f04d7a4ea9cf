import os
from dataclasses import replace
from pathlib import Path

import pytest

from yulin.devserver import place as places
from yulin.devserver.account import Account, find_account
from yulin.devserver.errors import DevServerError
from yulin.devserver.place import Place, Profile, find_place

ME = find_account()
STRANGER = Account(uid=12345, gid=12345, name="stranger")


@pytest.fixture
def open_folder(tmp_path):
    """pytest's own folders are closed to other users; a checkout usually is not."""
    for folder in (tmp_path, *tmp_path.parents[:3]):
        if folder.stat().st_uid == os.geteuid() and folder != Path("/tmp"):
            folder.chmod(0o755)
    return tmp_path


def test_two_profiles_share_nothing(open_folder):
    demo, test = (find_place(p, var=open_folder, account=ME) for p in Profile)
    assert demo.base == open_folder / "postgres/demo"
    assert test.base == open_folder / "postgres/test"
    assert demo.sockets != test.sockets


def test_a_short_path_keeps_the_socket_beside_the_data():
    var = Path("/srv/yulin/var")
    assert find_place(Profile.DEMO, var=var, account=ME) == Place(
        Profile.DEMO, var / "postgres/demo", var / "postgres/demo/run"
    )


def test_under_a_closed_folder_the_data_goes_where_the_account_can_reach_it(open_folder):
    open_folder.chmod(0o700)
    place = find_place(Profile.DEMO, var=open_folder / "var", account=STRANGER)
    assert place.base.parent.parent == Path("/var/tmp")
    assert place.base.parent.name.startswith(f"yulin-{os.geteuid()}-")
    assert place.base.name == "demo"


def test_two_checkouts_have_two_places_in_a_shared_folder(open_folder):
    open_folder.chmod(0o700)
    first, second = (
        find_place(Profile.DEMO, var=open_folder / name, account=STRANGER) for name in "ab"
    )
    assert first.base != second.base


def test_a_folder_closed_to_others_is_open_to_its_owner(open_folder):
    open_folder.chmod(0o700)
    owner = Account(uid=os.geteuid(), gid=os.getegid(), name="me")
    assert owner.can_reach(open_folder / "var" / "data")
    assert not STRANGER.can_reach(open_folder / "var" / "data")


def test_a_path_too_long_for_a_socket_moves_only_the_socket(open_folder):
    var = open_folder / ("长" * 30) / "var"
    place = find_place(Profile.DEMO, var=var, account=ME)
    assert place.base == var / "postgres/demo"
    assert place.sockets.parent == Path("/tmp")


def test_made_folders_are_closed_and_their_parents_open_whatever_the_umask(open_folder):
    place = find_place(Profile.TEST, var=open_folder / "var", account=ME)
    place = replace(place, sockets=place.base / "run")  # however long this folder's path is
    before = os.umask(0o077)
    try:
        places.make(place, ME)
    finally:
        os.umask(before)
    modes = {
        f.name: oct(f.stat().st_mode & 0o777)
        for f in (place.base.parent.parent, place.base.parent, place.base, place.sockets)
    }
    assert modes == {"var": "0o755", "postgres": "0o755", "test": "0o700", "run": "0o700"}
    assert place.sockets.stat().st_uid == ME.uid


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make somebody else's folder")
def test_a_folder_of_somebody_else_is_refused(open_folder):
    place = find_place(Profile.TEST, var=open_folder, account=ME)
    place.base.mkdir(parents=True)
    os.chown(place.base, STRANGER.uid, STRANGER.gid)
    with pytest.raises(DevServerError, match="belongs to somebody else"):
        places.make(place, ME)


def test_a_link_in_place_of_a_folder_is_refused(open_folder):
    place = find_place(Profile.TEST, var=open_folder, account=ME)
    moved = replace(place, sockets=open_folder / "link")
    (open_folder / "elsewhere").mkdir()
    moved.sockets.symlink_to(open_folder / "elsewhere")
    with pytest.raises(DevServerError, match="belongs to somebody else"):
        places.make(moved, ME)
