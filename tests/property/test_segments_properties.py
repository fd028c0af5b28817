"""The count of parts against one that really cuts the text, and answers that always fit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversation.messages import Choice
from gateway.channels.sms.fitting import fit, number_choice
from gateway.channels.sms.segments import count_segments
from gateway.channels.sms.sms_file import SmsWords

pytestmark = pytest.mark.property

WORDS = SmsWords(
    continue_link="続きはこちらからご覧ください: {url}",
    one_way="このSMSには返信できません。お返事はこちらからお願いします: {url}",
    with_files="添付の資料がございます。",
    choice="{number} {label}",
)
URL = "https://toritsugi.example/c/" + "x" * 43
BASIC, EXTENDED, WIDE, PAIR = "a\n é@", "€{~", "あ漢。", "𠮷😀"
TEXTS = st.text(st.sampled_from(BASIC + EXTENDED + WIDE + PAIR), max_size=700)
SPEECH = st.lists(
    st.sampled_from(["はい。", "お名前は？", "\n", "・品目", "長" * 80, "a?b=1 ", "𠮷" * 9, "」", " "]), max_size=60
)
CHOICES = st.lists(
    st.builds(Choice, label=st.sampled_from(["はい", "いいえ", "長い選択肢" * 9]), value=st.just("v")), max_size=5
)


def cut(text: str, sizes: dict[str, int], room: int) -> list[str]:
    """The parts themselves, one character after the other."""
    parts = [""]
    for character in text:
        is_full = sum(map(sizes.__getitem__, parts[-1])) + sizes[character] > room
        parts += [""] * is_full
        parts[-1] += character
    return parts


@given(TEXTS)
def test_the_count_is_that_of_the_parts_themselves(text: str) -> None:
    counted = count_segments(text)
    is_gsm = counted.encoding == "GSM-7"
    sizes = {c: (2 if c in EXTENDED else 1) if is_gsm else len(c.encode("utf-16-le")) // 2 for c in text}
    single, several = (160, 153) if is_gsm else (70, 67)
    room = single if counted.characters <= single else several
    parts = cut(text, sizes, room)
    assert is_gsm == (not set(text) & set(WIDE + PAIR))
    assert counted.characters == sum(map(sizes.__getitem__, text))
    assert counted.parts == len(parts)
    assert counted.left_in_last == room - sum(map(sizes.__getitem__, parts[-1]))


@given(SPEECH.map("".join), CHOICES, st.booleans(), st.booleans(), st.integers(2, 5))
def test_every_answer_fits_with_its_link(
    text: str, choices: list[Choice], is_one_way: bool, has_files: bool, longest: int
) -> None:
    asked = fit(text, choices, WORDS, link=None, longest_parts=longest, is_one_way=is_one_way, has_files=has_files)
    linked = fit(text, choices, WORDS, link=URL, longest_parts=longest, is_one_way=is_one_way, has_files=has_files)
    assert asked.needs_link == linked.needs_link
    assert (URL in linked.body) == linked.needs_link
    assert max(count_segments(fitted.body).parts for fitted in (asked, linked)) <= longest


@given(st.text(max_size=20))
def test_whatever_is_written_a_choice_is_one_of_those_offered(text: str) -> None:
    choices = [Choice(label="はい", value="yes"), Choice(label="いいえ", value="no")]
    assert number_choice(text, choices) in {None, "yes", "no"}
