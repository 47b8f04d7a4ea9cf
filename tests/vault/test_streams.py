"""A sealed file opens only whole, in order, and with the ring that sealed it."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yulin.vault.errors import TamperedError, UnknownKeyError
from yulin.vault.keys import KeyRing, new_ring
from yulin.vault.profiles import INTERNATIONAL, NATIONAL
from yulin.vault.streams import PIECE, is_current, is_sealed, opened, sealed
from yulin.vault.vault import Vault

RING = KeyRing(sealing={1: bytes(range(32))}, finding=bytes(32), signing=bytes(32))
VAULTS = {"AES-256-GCM": Vault(RING, INTERNATIONAL), "SM4-GCM": Vault(RING, NATIONAL)}
PURPOSE = "upload"
HEADER, TAG = 15, 16

each = pytest.mark.parametrize("vault", VAULTS.values(), ids=VAULTS)


def seal(vault, data, chunk=10_000):
    chunks = [data[start : start + chunk] for start in range(0, len(data), chunk)]
    return b"".join(sealed(vault, chunks, PURPOSE))


def unseal(vault, data, purpose=PURPOSE):
    return b"".join(opened(vault, io.BytesIO(data), purpose))


@each
@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 3 * PIECE + 7])
def test_what_is_sealed_opens(vault, size):
    data = bytes(i % 251 for i in range(size))
    made = seal(vault, data)
    assert unseal(vault, made) == data
    pieces = max(1, -(-size // PIECE))
    assert len(made) == HEADER + size + pieces * TAG


@settings(max_examples=50)
@given(data=st.binary(max_size=300), chunk=st.integers(1, 50))
def test_however_it_arrives(data, chunk):
    vault = VAULTS["AES-256-GCM"]
    assert unseal(vault, seal(vault, data, chunk)) == data


@each
def test_no_plain_text_in_the_file(vault):
    number = b"11010519491231002X"
    assert number not in seal(vault, number * 10_000)


@each
def test_a_flipped_bit_anywhere_is_found(vault):
    made = seal(vault, bytes(200_000))
    for place in [*range(HEADER), HEADER, HEADER + PIECE, HEADER + PIECE + 20, len(made) - 1]:
        broken = bytearray(made)
        broken[place] ^= 1
        with pytest.raises((TamperedError, UnknownKeyError)):
            unseal(vault, bytes(broken))


def test_pieces_cut_off_left_out_or_swapped_are_found():
    vault = VAULTS["AES-256-GCM"]
    made = seal(vault, bytes(3 * PIECE))
    size = PIECE + TAG
    head, one, two, three = (
        made[:HEADER],
        *(made[HEADER + n * size : HEADER + (n + 1) * size] for n in range(3)),
    )
    for other in (one + two, one + three, two + one + three, one + two + three + three, b""):
        with pytest.raises(TamperedError):
            unseal(vault, head + other)
    assert unseal(vault, head + one + two + three) == bytes(3 * PIECE)


def test_for_another_purpose_or_ring_it_does_not_open():
    vault = VAULTS["AES-256-GCM"]
    made = seal(vault, b"x")
    with pytest.raises(TamperedError):
        unseal(vault, made, "report")
    with pytest.raises(TamperedError):
        unseal(Vault(new_ring()), made)
    with pytest.raises(TamperedError, match="not a sealed file"):
        unseal(vault, b"PK\x03\x04" + bytes(40))
    assert not is_current(vault, io.BytesIO(b"PK"))
    assert not is_sealed(io.BytesIO(b"PK"))
    file = io.BytesIO(made)
    assert is_sealed(file)
    assert file.tell() == 0


def test_a_rotated_ring_opens_and_says_what_is_old():
    old, new = Vault(RING), Vault(RING.rotated())
    made = seal(old, b"x")
    assert unseal(new, made) == b"x"
    assert is_current(old, io.BytesIO(made))
    assert not is_current(new, io.BytesIO(made))
