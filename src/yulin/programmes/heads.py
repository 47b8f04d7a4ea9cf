"""The few things at the head of a document's text that its row is found by, however broken the rest."""

import re
from dataclasses import dataclass

from yulin.programmes.texts import code_of

_TITLE = re.compile(r"^标题:[ \t]*['\"]?(.*?)['\"]?[ \t]*$", re.MULTILINE)
_REGION = re.compile(r"^地区:[ \t]*['\"]?(\d{1,6})", re.MULTILINE)


@dataclass(frozen=True)
class Head:
    code: str
    title: str
    #: None where the text names no place
    region: int | None


def read(text: str) -> Head:
    title, region = _TITLE.search(text), _REGION.search(text)
    return Head(
        code=code_of(text),
        title=title.group(1) if title else "",
        region=int(region.group(1)) if region else None,
    )
