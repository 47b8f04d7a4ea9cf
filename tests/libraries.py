"""Libraries of policies as tests read them: hundreds of folders, and few texts."""

import hashlib
from collections import OrderedDict
from pathlib import Path

from yulin.policy.library import Library, load_library

KEPT = 24


class ReadOnce:
    """Stands for `load_library`, and remembers what it read by what was there to read.

    What cannot be read is read again, as its error names its place.
    """

    def __init__(self) -> None:
        self._read: OrderedDict[str, Library] = OrderedDict()

    def __call__(self, root: Path) -> Library:
        key = _content(root)
        if key not in self._read:
            self._read[key] = load_library(root)
            if len(self._read) > KEPT:
                self._read.popitem(last=False)
        self._read.move_to_end(key)
        return self._read[key]


def _content(root: Path) -> str:
    """Of all that `load_library` may read: the folder, and lists that lie beside it."""
    told = hashlib.sha256()
    for path in sorted([*root.rglob("*.yaml"), *root.parent.glob("*/名单/*.yaml")]):
        told.update(f"{path.relative_to(root.parent)}\n".removeprefix(root.name).encode())
        told.update(hashlib.sha256(path.read_bytes()).digest())
    return told.hexdigest()
