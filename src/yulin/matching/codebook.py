"""Numbers for what tables name: places, credentials, majors, industries and words.

One codebook serves both sides and stays with them: what is named later gets a further number, and no
number ever changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from yulin.matching import packed
from yulin.matching.pair import SECTION_BITS
from yulin.matching.scale import UNKNOWN
from yulin.matching.vocabulary import Vocabulary
from yulin.matching.words import flat

CERTIFICATE, LICENCE = 0, 1
#: Sections of industries that only have a name begin here.
_NAMED_SECTION: Final = 64


@dataclass
class Codebook:
    """Numbers by name, growing.

    Attributes:
        vocabulary: Words and what they weigh.
        majors: Code of the catalogue for each name of a major, as far as it is known.
        places: Six-digit division -> position.
    """

    vocabulary: Vocabulary
    majors: Mapping[str, str] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    _credentials: dict[tuple[int, str], int] = field(default_factory=dict)
    _unlisted: dict[str, int] = field(default_factory=dict)
    _industries: dict[str, int] = field(default_factory=dict)

    def place(self, division: str) -> int:
        """Return the position of a division."""
        return self.places.setdefault(division, len(self.places))

    def places_in(self, division: str) -> list[int]:
        """Return positions of all places that lie in a division, which may be a city or a province."""
        prefix = division
        while len(prefix) > 2 and prefix.endswith("00"):
            prefix = prefix[:-2]
        return [at for name, at in self.places.items() if name.startswith(prefix)]

    def credential(self, kind: int, name: str) -> int:
        """Return the number of a certificate or licence; its lowest bit is its kind."""
        key = (kind, flat(name).strip())
        return self._credentials.setdefault(key, len(self._credentials) * 2 + kind)

    def major(self, name: str) -> int:
        """Return a major, packed, from its name or its code."""
        plain = flat(name).strip()
        code = packed.major(self.majors.get(plain, plain))
        if code != UNKNOWN:
            return code
        return packed.unlisted_major(self._unlisted.setdefault(plain, len(self._unlisted)))

    def industry(self, name: str) -> int:
        """Return an industry, packed, from its code or else its name."""
        plain = name.strip()
        code = packed.industry(plain)
        if code != UNKNOWN:
            return code
        number = self._industries.setdefault(plain, len(self._industries))
        return (_NAMED_SECTION + number) << SECTION_BITS

    def name_of_credential(self, number: int) -> str:
        """Return the name of a certificate or licence."""
        return next(key[1] for key, value in self._credentials.items() if value == number)
