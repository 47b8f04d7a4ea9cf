"""LibreOffice, where it is installed, as a second opinion on our files."""

import shutil
import subprocess
from pathlib import Path

import pytest


@pytest.fixture
def office(tmp_path):
    """Convert a file with LibreOffice; the test is skipped where there is none."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed")

    def convert(path: Path, suffix: str) -> Path:
        out = tmp_path / "office"
        subprocess.run(
            [
                program,
                f"-env:UserInstallation=file://{tmp_path}/profile",
                "--headless",
                *("--convert-to", suffix, "--outdir", str(out), str(path)),
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )
        return out / f"{path.stem}.{suffix}"

    return convert
