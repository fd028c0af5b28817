"""To whom an SMS may be sent, whatever the budgets say, and what the budgets say."""

from pathlib import Path
from typing import Any

import pytest

from casework.errors import ProcedureFileError
from casework.procedures.load import read_checked
from conversation.messages import OutboundMessage
from conversation.model import Channel
from gateway.channels.sms.budget import Counted, has_room
from gateway.channels.sms.sending import is_allowed_number, may_send
from gateway.channels.sms.sms_file import SmsFile

pytestmark = pytest.mark.unit

FILE = Path(__file__).parents[3] / "config" / "sms.yml"
RULES = read_checked(FILE, SmsFile)
MOBILE = "+819000000001"


def message(**different: Any) -> OutboundMessage:
    return OutboundMessage(
        **{"channel": Channel.sms, "address": MOBILE, "reference": "r", "text": "承りました。", "purpose": "reply"}
        | different
    )


@pytest.mark.parametrize("number", ["+816000000001", "+817000000001", "+818000000001", MOBILE])
def test_japanese_mobiles_may_be_written_to(number: str) -> None:
    assert is_allowed_number(number, RULES)


@pytest.mark.parametrize(
    "number",
    [
        "",
        "+81900000000",
        "+8190000000012",
        "+81300000001",
        "+815000000001",
        "+81800123456",
        "+8820000000001",
        "+19005550100",
        "09000000001",
        "819000000001",
        "MINATO",
        "+81９0000000001",
        f"{MOBILE}\n",
        f" {MOBILE}",
    ],
)
def test_nobody_else_is_written_to(number: str) -> None:
    assert may_send(message(address=number), RULES, is_unwanted=False) == "not_a_mobile"


def test_who_wants_none_only_hears_that_this_was_understood() -> None:
    assert may_send(message(), RULES, is_unwanted=True) == "opted_out"
    assert may_send(message(purpose="one_time_code"), RULES, is_unwanted=True) == "opted_out"
    assert may_send(message(purpose="opt_out_confirmation"), RULES, is_unwanted=True) is None


def test_a_body_the_carrier_would_refuse_is_not_tried() -> None:
    assert may_send(message(text="あ" * 1600), RULES, is_unwanted=False) is None
    assert may_send(message(text="あ" * 1601), RULES, is_unwanted=False) == "too_long"
    assert may_send(message(text="𠮷" * 801), RULES, is_unwanted=False) == "too_long"
    assert may_send(message(text=" \n"), RULES, is_unwanted=False) == "empty"


@pytest.mark.parametrize(
    ("purpose", "counted", "expected"),
    [
        ("one_time_code", Counted(4, 19, 0), True),
        ("one_time_code", Counted(5, 5, 5), False),
        ("one_time_code", Counted(0, 20, 20), False),
        ("reply", Counted(5, 20, 20), True),
        ("reply", Counted(RULES.budgets.per_number_hour, 60, 60), False),
        ("reply", Counted(0, RULES.budgets.per_prefix_hour, 300), False),
        ("reply", Counted(0, 0, RULES.budgets.per_day), False),
        ("one_time_code", Counted(0, 0, RULES.budgets.per_day), False),
    ],
)
def test_codes_have_stricter_budgets_of_their_own(purpose: str, counted: Counted, *, expected: bool) -> None:
    assert has_room(RULES, purpose, counted) is expected


@pytest.mark.parametrize(
    ("written", "wrong", "named"),
    [
        ('"+8160"', "+8160", "allowed_prefixes.0"),
        ('"+8160"', '"8160"', "allowed_prefixes"),
        ("longest_parts: 3", "longest_parts: 1", "longest_parts"),
        ("per_prefix_hour: 20\n", "per_prefix_hour: 4\n", "one_time_codes"),
        ("ご覧ください: {url}", "ご覧ください", "words.continue_link"),
        ("{number} {label}", "{label}", "words.choice"),
    ],
)
def test_a_mistake_in_the_file_is_named(tmp_path: Path, written: str, wrong: str, named: str) -> None:
    text = FILE.read_text("utf-8")
    assert written in text
    (tmp_path / "sms.yml").write_text(text.replace(written, wrong), "utf-8")
    with pytest.raises(ProcedureFileError, match=rf"sms\.yml, line \d+, {named}"):
        read_checked(tmp_path / "sms.yml", SmsFile)
