"""`python -m yulin.devserver.departments --port 8002`: the register of certificates, in the foreground."""

from __future__ import annotations

import argparse
from pathlib import Path

from yulin.devserver.departments.register import Place, Register
from yulin.devserver.paths import VAR


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m yulin.devserver.departments")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--folder", type=Path, default=VAR / "departments")
    options = parser.parse_args(arguments)
    with Register(Place(options.folder), options.port) as server:
        print(f"Register of certificates: http://127.0.0.1:{server.server_port}", flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main()
