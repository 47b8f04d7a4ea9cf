"""A dump of the database and the files beside it hold nobody's number, in any writing."""

import base64
import os
import re
import subprocess

import pytest
from django.conf import settings
from django.db import connection

from tests.registry.builders import ANNA, BEN, CARA, FIRM, facts
from yulin.access.enums import Role
from yulin.access.models import JournalEntry
from yulin.codes.identity import validate
from yulin.devserver.binaries import find_binaries
from yulin.facts.write import write_workbook
from yulin.intake.actions.check import check_upload
from yulin.intake.actions.load import load_upload
from yulin.intake.actions.uploads import confirm_upload, receive_upload
from yulin.intake.models import Upload
from yulin.registry.actions.corrections import request_correction
from yulin.registry.actions.reveal import reveal_number
from yulin.registry.models import Person, PersonFact

_ANY = re.compile(rb"(?<![0-9A-Za-z])[0-9]{17}[0-9Xx](?![0-9A-Za-z])")


def dump():
    """What pg_dump writes of the tests' database, as the program's own role."""
    told = connection.settings_dict
    place = [
        f"--host={told['HOST'] or told['OPTIONS'].get('host', '')}",
        f"--username={told['USER']}",
    ]
    if told.get("PORT"):
        place.append(f"--port={told['PORT']}")
    program = find_binaries().program("pg_dump")
    done = subprocess.run(
        [program, *place, "--no-password", told["NAME"]],
        check=True,
        capture_output=True,
        env=os.environ | {"PGPASSWORD": told.get("PASSWORD") or ""},
    )
    return done.stdout


def kept_files():
    return [path.read_bytes() for path in settings.YULIN_VAR.rglob("*") if path.is_file()]


def writings(number):
    """A number as it could lie in bytes: as text, as hexadecimals of texts, in base 64."""
    for text in {number, number.lower(), number.translate({48 + d: 0xFF10 + d for d in range(10)})}:
        for coding in ("utf-8", "utf-16-le", "utf-16-be", "gb18030"):
            raw = text.encode(coding)
            yield raw
            yield raw.hex().encode()
            yield raw.hex().upper().encode()
            for shift in range(3):
                coded = base64.b64encode(b"\0" * shift + raw).decode()
                yield coded[(0, 2, 3)[shift] + 1 : -4].encode()


def found(haystack, numbers):
    whole = [number for number in numbers for text in writings(number) if text in haystack]
    valid = [n for n in _ANY.findall(haystack) if validate(n.decode().upper()).ok]
    return whole + valid


@pytest.fixture
def var(tmp_path, settings):
    settings.YULIN_VAR = tmp_path / "var"


@pytest.fixture
def queue(transactional_db):
    """The real queue, whose rows are dumped too; Django empties only its own tables."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")


@pytest.mark.parametrize("writing", range(4))
def test_the_search_finds_a_number_that_lies_open(writing):
    """The test's own test: each way of writing is found."""
    texts = [ANNA.encode(), ANNA.encode("utf-16-le"), ANNA.encode().hex().encode()]
    texts.append(base64.b64encode(b"a person: " + ANNA.encode()))
    assert ANNA in found(b"\\x12" + texts[writing] + b"\tmore", [ANNA])


def test_after_an_import_and_all_that_follows(var, tmp_path, transactional_db, user_of, queue):
    officer = user_of(Role.OFFICER, username="officer", region=330300)
    rows = {
        "人员": [
            {"证件号": ANNA, "户籍地": 330302, "配偶证件号": BEN, "家庭编号": ANNA},
            {"证件号": BEN, "户籍地": 330302, "配偶证件号": ANNA, "家庭编号": ANNA},
        ],
        "证书": [{"证件号": ANNA, "技能等级": "技师", "证书编号": f"Z-{BEN} 补"}],
        "就业": [{"证件号": ANNA, "单位代码": FIRM}],
        "单位": [{"单位代码": FIRM, "法定代表人证件号": CARA}],
    }
    given = tmp_path / "given.xlsx"
    write_workbook(facts(**rows), given)
    upload = receive_upload(acting_user=officer, name=f"{ANNA}.xlsx", chunks=[given.read_bytes()])
    check_upload(upload=upload)
    upload.refresh_from_db()
    assert (upload.state, upload.error_count, upload.problems) == ("checked", 0, upload.problems)
    confirm_upload(acting_user=officer, upload=upload)
    load_upload(upload=upload)
    assert Upload.objects.get().state == "loaded"
    anna = Person.objects.by_number(ANNA)
    mine = user_of(Role.PERSON, username="anna", person_key=str(anna.uuid))
    request_correction(acting_user=mine, person=anna, table="人员", text=f"我的号是{ANNA}")
    shown = reveal_number(acting_user=officer, person=anna, reason=f"核对 {ANNA}")
    assert shown == ANNA

    family = PersonFact.objects.values_list("household_code", flat=True)
    assert len(set(family)) == 1
    assert re.fullmatch("〔[0-9a-f]{18}〕", family[0])
    assert JournalEntry.objects.filter(action="registry.facts.load").exists()

    text = dump()
    assert b"intake.load_upload" in text  # the queue's tables are in it
    assert FIRM.encode() in text
    assert b"registry_person" in text
    assert found(text, [ANNA, BEN, CARA]) == []
    kept = kept_files()
    assert len(kept) >= 1
    assert [found(data, [ANNA, BEN, CARA]) for data in kept] == [[]] * len(kept)
    assert Person.objects.by_number(CARA).number.open() == CARA
