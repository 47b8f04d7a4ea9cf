"""What is sealed opens only as what it was, with the ring that sealed it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yulin.vault.errors import KeyFileError, TamperedError, UnknownKeyError
from yulin.vault.keys import KeyRing, ensure_ring, new_ring, read_ring, write_ring
from yulin.vault.profiles import INTERNATIONAL, NATIONAL
from yulin.vault.signing import is_signed, public_key, sign
from yulin.vault.vault import Vault

RING = KeyRing(sealing={1: bytes(range(32))}, finding=bytes(32), signing=bytes(32))
VAULTS = {
    "AES-256-GCM": Vault(RING, INTERNATIONAL),
    "SM4-GCM": Vault(RING, NATIONAL),
}
NUMBER = "11010519491231002X"
PURPOSE = "person.number"

each = pytest.mark.parametrize("vault", VAULTS.values(), ids=VAULTS)


@each
@given(text=st.text(max_size=40))
def test_what_is_sealed_opens(vault, text):
    sealed = vault.seal(text, PURPOSE)
    assert vault.open(sealed, PURPOSE) == text
    assert len(sealed) == 3 + 12 + len(text.encode()) + 16


@each
def test_sealing_twice_gives_other_bytes(vault):
    assert vault.seal(NUMBER, PURPOSE) != vault.seal(NUMBER, PURPOSE)


@each
def test_no_plain_text_in_what_is_stored(vault):
    assert NUMBER.encode() not in vault.seal(NUMBER, PURPOSE)


@each
def test_every_flipped_bit_is_found(vault):
    sealed = vault.seal(NUMBER, PURPOSE)
    opened = []
    for place in range(len(sealed) * 8):
        broken = bytearray(sealed)
        broken[place // 8] ^= 1 << place % 8
        try:
            vault.open(bytes(broken), PURPOSE)
        except (TamperedError, UnknownKeyError):
            continue
        opened.append(place)
    assert opened == []


@each
@pytest.mark.parametrize("length", [0, 2, 3, 14, 15, 30])
def test_what_is_cut_short_does_not_open(vault, length):
    with pytest.raises((TamperedError, UnknownKeyError)):
        vault.open(vault.seal(NUMBER, PURPOSE)[:length], PURPOSE)


@each
def test_for_another_purpose_it_does_not_open(vault):
    with pytest.raises(TamperedError):
        vault.open(vault.seal(NUMBER, PURPOSE), "person.phone")


def test_either_suite_opens_what_the_other_sealed():
    old, new = VAULTS.values()
    sealed = old.seal(NUMBER, PURPOSE)
    assert new.open(sealed, PURPOSE) == NUMBER
    assert (old.is_current(sealed), new.is_current(sealed)) == (True, False)


def test_the_index_is_the_same_in_both_suites_and_for_each_purpose_another():
    old, new = VAULTS.values()
    assert old.index(NUMBER, PURPOSE) == new.index(NUMBER, PURPOSE)
    assert old.index(NUMBER, PURPOSE) != old.index(NUMBER, "person.phone")
    assert old.index(NUMBER, PURPOSE) != old.index(NUMBER[:-1], PURPOSE)


def test_many_at_once():
    vault = VAULTS["AES-256-GCM"]
    texts = ["甲", "乙", "甲"]
    assert [vault.open(s, PURPOSE) for s in vault.seal_all(texts, PURPOSE)] == texts
    assert vault.index_all(texts, PURPOSE) == [vault.index(t, PURPOSE) for t in texts]


def test_a_new_key_seals_and_the_old_one_still_opens():
    before = Vault(RING)
    after = Vault(RING.rotated())
    sealed = before.seal(NUMBER, PURPOSE)
    assert after.open(sealed, PURPOSE) == NUMBER
    assert not after.is_current(sealed)
    assert after.index(NUMBER, PURPOSE) == before.index(NUMBER, PURPOSE)
    with pytest.raises(UnknownKeyError, match=r"^key 2 is not in the ring$"):
        before.open(after.seal(NUMBER, PURPOSE), PURPOSE)


def test_a_ring_of_other_keys_opens_nothing():
    with pytest.raises(TamperedError):
        Vault(new_ring()).open(Vault(RING).seal(NUMBER, PURPOSE), PURPOSE)


def test_sm4_and_sm3_are_those_of_the_standards():
    """GB/T 32907-2016 example 1 is ECB; through GCM's counter the cipher is seen by RFC 8998 A.1."""
    key = bytes.fromhex("0123456789ABCDEFFEDCBA9876543210")
    nonce = bytes.fromhex("00001234567800000000ABCD")
    associated = bytes.fromhex("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2")
    plain = bytes.fromhex(
        "AAAAAAAAAAAAAAAABBBBBBBBBBBBBBBBCCCCCCCCCCCCCCCCDDDDDDDDDDDDDDDD"
        "EEEEEEEEEEEEEEEEFFFFFFFFFFFFFFFFEEEEEEEEEEEEEEEEAAAAAAAAAAAAAAAA"
    )
    sealed = NATIONAL.encrypt(key, nonce, plain, associated)
    assert sealed.hex().upper() == (
        "17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735"
        "D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D"
        "83DE3541E4C2B58177E065A9BF7B62EC"
    )
    assert NATIONAL.decrypt(key, nonce, sealed, associated) == plain


def test_a_ring_on_disk(tmp_path):
    path = tmp_path / "keys.json"
    ring = new_ring().rotated()
    write_ring(ring, path)
    assert read_ring(path) == ring
    assert path.stat().st_mode & 0o777 == 0o600
    assert [p.name for p in tmp_path.iterdir()] == ["keys.json"]


def test_a_ring_shows_no_secret():
    assert repr(RING) == "KeyRing()"
    assert "KeyRing()" in repr(Vault(RING))
    assert bytes(range(32)).hex() not in repr(Vault(RING))


def test_a_file_that_others_may_read_is_refused(tmp_path):
    path = tmp_path / "keys.json"
    write_ring(RING, path)
    path.chmod(0o640)
    with pytest.raises(KeyFileError, match=r"others may read the key file .*: chmod 600 it$"):
        read_ring(path)


def _ring_data(**changes):
    key = "A" * 43 + "="
    good = {"format": "yulin-keys-1", "finding": key, "signing": key, "sealing": {"1": key}}
    return json.dumps(good | changes)


@pytest.mark.parametrize(
    "text",
    [
        "", "[]", "{}", _ring_data(format="x"), _ring_data(finding="AAAA"), _ring_data(finding=7),
        _ring_data(signing=""),
        _ring_data(sealing={}), _ring_data(sealing={"0": "A" * 43 + "="}),
        _ring_data(sealing={"65536": "A" * 43 + "="}), _ring_data(sealing={"1": "not base64!"}),
        _ring_data(sealing=[1]),
    ],
)  # fmt: skip
def test_what_is_no_ring_is_refused_without_quoting_it(tmp_path, text):
    path = tmp_path / "keys.json"
    path.write_text(text, encoding="ascii")
    path.chmod(0o600)
    with pytest.raises(KeyFileError) as refused:
        read_ring(path)
    assert str(refused.value) == f"{path} is not a key file"
    assert refused.value.__cause__ is None


def test_without_a_file(tmp_path):
    with pytest.raises(KeyFileError, match="FileNotFoundError"):
        read_ring(tmp_path / "none.json")


def test_a_ring_is_made_once(tmp_path):
    path = tmp_path / "var" / "keys.json"
    made = ensure_ring(path)
    assert ensure_ring(path) == made == read_ring(path)
    assert [p.name for p in path.parent.iterdir()] == ["keys.json"]
    path.write_text("{}")
    with pytest.raises(KeyFileError):
        ensure_ring(path)


def test_a_fingerprint_tells_rings_apart_and_outlives_rotation():
    ring = new_ring()
    assert ring.fingerprint == ring.rotated().fingerprint != new_ring().fingerprint
    assert len(ring.fingerprint) == 32


@each
def test_a_mac_is_of_one_message_purpose_and_ring(vault):
    mac = vault.mac(b"said", "journal")
    assert len(mac) == 3 + 32
    assert vault.is_mac(mac, b"said", "journal")
    assert Vault(RING.rotated()).is_mac(mac, b"said", "journal")
    assert not vault.is_mac(mac, b"said ", "journal")
    assert not vault.is_mac(mac, b"said", "ledger")
    assert not Vault(new_ring()).is_mac(mac, b"said", "journal")
    with pytest.raises(TamperedError):
        vault.is_mac(mac[:10], b"said", "journal")


def test_a_signature_is_of_one_message_purpose_and_ring():
    signature = sign(RING, b"said", "anchor")
    public = public_key(RING, "anchor")
    assert is_signed(public, signature, b"said")
    assert public == public_key(RING.rotated(), "anchor")
    assert not is_signed(public, signature, b"said ")
    assert not is_signed(public_key(RING, "other"), signature, b"said")
    assert not is_signed(public_key(new_ring(), "anchor"), signature, b"said")
    assert not is_signed(b"short", signature, b"said")
