"""A site is lost and comes back: ``python -m bench.restore --people 20000``.

Two PostgreSQL servers of their own, both waiting for the disk: on one a region with decisions and money is
made, as `make demo` does; it is backed up, and restored on the other, which knew nothing of it.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp

from bench.measure import load_average, machine
from yulin.access.backups import DUMP, FILES, MANIFEST
from yulin.devserver.place import Profile
from yulin.devserver.server import remove, start
from yulin.vault.keys import new_ring, read_ring, write_ring

ROOT = Path(__file__).parent.parent


@dataclass
class Site:
    """A server and a folder of its own."""

    var: Path
    url: str
    #: seconds of what was timed here
    steps: dict[str, float] = field(default_factory=dict)

    def manage(self, *words: str, fails: bool = False) -> str:
        """Run a command of manage.py here; what it said. `fails`: it must, and says why."""
        done = self._run([sys.executable, str(ROOT / "manage.py"), *words])
        if (done.returncode != 0) != fails:
            raise SystemExit(f"{words}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
        return done.stderr if fails else done.stdout

    def timed(self, name: str, *words: str) -> str:
        begun = time.perf_counter()
        said = self.manage(*words)
        self.steps[name] = time.perf_counter() - begun
        return said

    def _run(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        given = {
            "DATABASE_URL": self.url,
            "YULIN_VAR": str(self.var),
            "YULIN_SECRET_KEY": "bench" * 10,
            "PYTHONPATH": str(ROOT / "src"),
        }
        return subprocess.run(
            command, capture_output=True, text=True, check=False, env=os.environ | given
        )


@contextmanager
def site(name: str) -> Iterator[Site]:
    """A new server with an empty database and an empty folder, gone afterwards."""
    folder = Path(mkdtemp(prefix=f"yulin-{name}-"))
    folder.chmod(0o755)  # the server is another user's where we are root
    server = start(Profile.DEMO, var=folder)
    try:
        yield Site(folder / "var", server.url)
    finally:
        remove(Profile.DEMO, var=folder)
        shutil.rmtree(folder)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.restore", description=__doc__)
    parser.add_argument("--people", type=int, default=20_000)
    people, load = parser.parse_args().people, load_average()
    with site("lost") as lost, site("new") as new:
        _live(lost, people)
        backup = lost.var.parent / "backup"
        lost.timed("back up", "back_up", str(backup))
        _no_key_lies_open(lost, backup)
        _refused(new, lost, backup)
        print(new.timed("restore, compare, verify, prove", "restore", str(backup)).strip())
        exported = new.var.parent / "journal"
        new.timed("export the journal", "export_journal", str(exported))
        print(_verified(new, exported))
        print(new.timed("prove the ledger once more", "prove_ledger").strip())
        _told(people, backup, lost.steps | new.steps)
    print(f"\n{machine()}, load before {load}")


def _live(lost: Site, people: int) -> None:
    lost.var.mkdir(mode=0o700)
    lost.manage("rotate_keys", "--first")
    os.environ["YULIN_DEMO"] = "1"
    lost.manage("migrate", "--verbosity", "0")
    lost.manage("demo", "--people", str(people), "--employers", str(people // 25))
    lost.manage("demo_money")
    del os.environ["YULIN_DEMO"]


def _refused(new: Site, lost: Site, backup: Path) -> None:
    """Without keys, with another site's, with a byte of the dump changed: nothing is done."""
    keys = new.var / "keys.json"
    new.var.mkdir(mode=0o700)
    print(new.manage("restore", str(backup), fails=True).strip().splitlines()[-1])
    write_ring(new_ring(), keys)
    print(new.manage("restore", str(backup), fails=True).strip().splitlines()[-1])
    shutil.copy2(lost.var / "keys.json", keys)
    with (backup / DUMP).open("r+b") as dump:
        dump.seek(-1, os.SEEK_END)
        last = dump.read(1)[0]
        dump.seek(-1, os.SEEK_END)
        dump.write(bytes([last ^ 1]))
        dump.flush()
        print(new.manage("restore", str(backup), fails=True).strip().splitlines()[-1])
        dump.seek(-1, os.SEEK_END)
        dump.write(bytes([last]))


def _no_key_lies_open(lost: Site, backup: Path) -> None:
    """In the dump, unpacked, and in every file beside it: neither as bytes nor as text."""
    ring = read_ring(lost.var / "keys.json")
    secrets = [ring.finding, ring.signing, *ring.sealing.values()]
    told = json.loads((lost.var / "keys.json").read_text(encoding="ascii"))
    written = [told["finding"], told["signing"], *told["sealing"].values()]
    forms = [*secrets, *(s.hex().encode() for s in secrets), *(w.encode() for w in written)]
    unpacked = backup.parent / "plain.sql"
    program = shutil.which("pg_restore") or "pg_restore"
    subprocess.run([program, f"--file={unpacked}", str(backup / DUMP)], check=True)
    for path in (unpacked, backup / DUMP, backup / FILES, backup / MANIFEST):
        content = path.read_bytes()
        if any(form in content for form in forms):
            raise SystemExit(f"a key lies in {path.name}")
    unpacked.unlink()


def _verified(new: Site, exported: Path) -> str:
    begun = time.perf_counter()
    done = new._run([sys.executable, "-m", "yulin.cli", "verify", str(exported)])
    new.steps["yulin verify, offline"] = time.perf_counter() - begun
    if done.returncode != 0:
        raise SystemExit(done.stdout + done.stderr)
    return done.stdout.strip()


def _told(people: int, backup: Path, steps: dict[str, float]) -> None:
    manifest = json.loads((backup / MANIFEST).read_text(encoding="utf-8"))
    counts, size = manifest["counts"], (backup / DUMP).stat().st_size / 2**20
    print(
        f"\n{people:,} people, {sum(counts.values()):,} rows in {len(counts)} tables, "
        f"{counts['ledger_payment']:,} payments, {manifest['journal']['entries']:,} journal entries, "
        f"dump {size:,.0f} MiB\n\n| Step | s |\n| :-- | --: |"
    )
    for name, seconds in steps.items():
        print(f"| {name} | {seconds:,.1f} |")


if __name__ == "__main__":
    main()
