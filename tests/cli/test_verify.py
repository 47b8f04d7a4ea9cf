"""`yulin verify` needs neither the database nor a secret."""

import hashlib
import json

import pytest
from typer.testing import CliRunner

from yulin.cli.main import app
from yulin.vault import evidence
from yulin.vault.chain import GENESIS, Link, link_hash
from yulin.vault.keys import new_ring
from yulin.vault.signing import public_key, sign

RING = new_ring()


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "export"
    made.mkdir()
    before, lines = GENESIS, []
    for seq in range(1, 6):
        content = json.dumps([seq, "2026-11-22T00:00:00.000000Z", None, "a.b.c"])
        before = link_hash(before, seq, content)
        lines.append(evidence.entry_line(Link(seq, before, content)) + "\n")
    at = "2026-11-22T00:01:00.000000Z"
    signature = sign(RING, evidence.anchor_message(5, before, at), evidence.PURPOSE)
    (made / "journal.jsonl").write_text("".join(lines))
    anchor = evidence.Anchor(5, before, at, signature)
    (made / "anchors.jsonl").write_text(evidence.anchor_line(anchor) + "\n")
    manifest = json.dumps(
        {
            "format": evidence.FORMAT,
            "made_at": at,
            "before": {"seq": 0, "hash": GENESIS.hex()},
            "files": {
                name: hashlib.sha256((made / name).read_bytes()).hexdigest()
                for name in ("journal.jsonl", "anchors.jsonl")
            },
        }
    )
    (made / "manifest.json").write_text(manifest)
    (made / "manifest.sig").write_text(sign(RING, manifest.encode(), "journal").hex() + "\n")
    (made / "public.key").write_text(public_key(RING, "journal").hex() + "\n")
    return made


def run(*arguments):
    return CliRunner().invoke(app, ["verify", *map(str, arguments)])


def test_nothing_was_altered(folder, tmp_path):
    key = tmp_path / "public.key"
    key.write_text(public_key(RING, "journal").hex() + "\n")
    done = run(folder, "--key", key)
    assert done.exit_code == 0
    assert "5 条 entries, 1 个锚点 anchors" in done.output
    assert "全部相符。 Nothing was altered." in done.output


def test_the_altered_entry_is_named(folder):
    path = folder / "journal.jsonl"
    path.write_text(path.read_text().replace('[3, \\"2026', '[3, \\"2025'))
    done = run(folder)
    assert done.exit_code == 1
    assert "第 3 条 内容或链值被改动 · altered" in done.output
    assert "journal.jsonl 文件与清单不符" in done.output
    assert "第 4 条" not in done.output


def test_what_is_no_export_or_no_key(folder, tmp_path):
    assert run(tmp_path / "none").exit_code == 2
    (tmp_path / "x").write_text("x")
    assert run(folder, "--key", tmp_path / "x").exit_code == 2
