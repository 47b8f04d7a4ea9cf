"""Short forms of division names, as people say them: 温州市 is 温州, 景宁畲族自治县 is 景宁."""

import re
from typing import Final

_SUFFIX: Final = re.compile(
    r"(壮族|回族|维吾尔|畲族)?(特别行政区|自治区|自治州|自治县|省|市|区|县)$",
)
_SHORTEST: Final = 2


def short_name(name: str) -> str:
    """The name without its kind of division; unchanged when one character would be left (鄞县)."""
    short = _SUFFIX.sub("", name)
    return short if len(short) >= _SHORTEST else name
