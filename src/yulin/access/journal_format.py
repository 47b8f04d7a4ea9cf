"""What of an entry is hashed under a key, whichever of the program and the database writes it."""

import json
from decimal import Decimal
from typing import Any

MAC_PURPOSE = "journal.entry"


def mac_message(
    *,
    at: str,
    actor: int | None,
    action: str,
    object_type: str,
    object_id: str,
    region: int | None,
    data: str,
) -> bytes:
    """The bytes; `data` is JSON, of which only what it means counts and not how it is written."""
    said = [at, actor, action, object_type, object_id, region, _meaning(data)]
    return json.dumps(said, sort_keys=True, ensure_ascii=False).encode()


def message_of(content: str) -> tuple[bytes, bytes | None]:
    """The same bytes and the keyed hash, from what `access_journal_content` gives."""
    _id, at, actor, action, object_type, object_id, region, data, mac, _transaction = json.loads(
        content
    )
    message = mac_message(
        at=at,
        actor=actor,
        action=action,
        object_type=object_type,
        object_id=object_id,
        region=region,
        data=data,
    )
    return message, None if mac is None else bytes.fromhex(mac)


def _meaning(text: str) -> Any:
    """Numbers as the database writes them: 1e+16 is 10000000000000000, and 1.0 is 1."""
    return json.loads(text, parse_float=_number, parse_int=_number)


def _number(text: str) -> str:
    return "#" + format(Decimal(text).normalize(), "f")
