import io
import logging
import logging.config

import pytest
from django.conf import settings

from yulin.access.redaction import pseudonymous, redact

ID = "330302190001010013"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (f"person {ID} refused", "person [证件号] refused"),
        ("身份证33030219000101001X，已核", "身份证[证件号]，已核"),
        ("33030219000101001x", "[证件号]"),
        ("３３０３０２１９０００１０１００１３", "[证件号]"),
        ("card 6222020200001234567", "card [证件号]"),
        ("call 13812345678 now", "call [手机号] now"),
        ("call 138-1234-5678, +86 138 1234 5678", "call [手机号], [手机号]"),
        ("region 330302, 12000.00 yuan, 2026-09-01", "region 330302, 12000.00 yuan, 2026-09-01"),
        ("91330300MA2ABCDE1X", "91330300MA2ABCDE1X"),
        ("23812345678", "23812345678"),
    ],
)
def test_redact(text, kept):
    assert redact(text) == kept


@pytest.fixture
def log_of():
    """What our own logging settings write for a logger, through its real handlers."""
    written = io.StringIO()
    console = settings.LOGGING["handlers"]["console"] | {"stream": written}
    logging.config.dictConfig(settings.LOGGING | {"handlers": {"console": console}})
    yield written.getvalue
    logging.config.dictConfig(settings.LOGGING)


@pytest.mark.parametrize(
    "name", ["yulin.intake", "django.request", "django.db.backends", "procrastinate.worker", "any"]
)
def test_no_logger_writes_a_number(log_of, name):
    logger = logging.getLogger(name)
    logger.error("row %s of %s", 7, ID)
    try:
        int(f"{ID}x")
    except ValueError:
        logger.exception("failed")
    assert ID not in log_of()
    assert log_of().count("[证件号]") >= 2
    assert "row 7 of [证件号]" in log_of()


def test_a_number_in_a_kept_text_becomes_a_token_that_joins():
    one, other = "11010519491231002X", "440524188001010014"
    said = pseudonymous(f"{one} and {one.lower()}，{other}")
    first, second, third = said.replace("，", " and ").split(" and ")
    assert first == second != third
    assert len(first) == 20
    assert pseudonymous(said) == said


@pytest.mark.parametrize("text", ["", "Z-12345678901234567", "110105194912310021", "A" * 18])
def test_what_is_no_citizens_number_stays(text):
    assert pseudonymous(text) == text
