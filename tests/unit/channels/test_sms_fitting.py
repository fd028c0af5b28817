"""Answers worded for SMS: short, with numbers to answer by, and a link for what had to be left out."""

from pathlib import Path

import pytest

from casework.procedures.load import read_checked
from conversation.messages import Choice
from gateway.channels.sms.fitting import FittedText, compacted, fit, number_choice, with_hint
from gateway.channels.sms.segments import count_segments
from gateway.channels.sms.sms_file import SmsFile

pytestmark = pytest.mark.unit

RULES = read_checked(Path(__file__).parents[3] / "config" / "sms.yml", SmsFile)
YES_NO = (Choice(label="はい", value="はい"), Choice(label="いいえ", value="いいえ"))
URL = "https://toritsugi.example/c/" + "x" * 43
LONG = "".join(f"{number}つ目のご説明でございます。" for number in range(1, 40))


def fitted(
    text: str, *choices: Choice, link: str | None = URL, is_one_way: bool = False, files: bool = False
) -> FittedText:
    return fit(
        text, choices, RULES.words, link=link, longest_parts=RULES.longest_parts, is_one_way=is_one_way, has_files=files
    )


def test_choices_become_a_numbered_list() -> None:
    assert fitted("よろしいですか。", *YES_NO) == FittedText("よろしいですか。\n1 はい\n2 いいえ", needs_link=False)


def test_what_does_not_fit_is_shortened_to_whole_sentences_and_the_question() -> None:
    answer = fitted(LONG + "以上でよろしいですか。", *YES_NO)
    assert answer.needs_link
    assert answer.body.startswith("1つ目のご説明でございます。2つ目のご説明でございます。")
    assert f"。…以上でよろしいですか。\n1 はい\n2 いいえ\n続きはこちらからご覧ください: {URL}" in answer.body
    assert count_segments(answer.body).parts == RULES.longest_parts


def test_what_follows_the_question_stays_if_there_is_room() -> None:
    asked = "お引っ越しの日はいつですか。"
    assert f"…{asked}例: 12月1日\n続きは" in fitted(f"{LONG}{asked}例: 12月1日").body
    assert fitted(asked + "例" * 300).body == f"{asked}…\n続きはこちらからご覧ください: {URL}"


def test_choices_that_do_not_fit_are_left_to_the_page() -> None:
    many = [Choice(label=f"{number}番目のご契約の長い名前の自動車保険", value=str(number)) for number in range(20)]
    answer = fitted("どのご契約ですか。", *many)
    assert answer == FittedText(f"どのご契約ですか。\n続きはこちらからご覧ください: {URL}", needs_link=True)


def test_a_sentence_longer_than_the_sms_is_cut() -> None:
    answer = fitted("長" * 500)
    assert answer.body.endswith(f"長…\n続きはこちらからご覧ください: {URL}")
    assert count_segments(answer.body).parts == RULES.longest_parts


def test_the_decision_is_the_same_with_and_without_the_link() -> None:
    assert [fitted(LONG, link=link).needs_link for link in (None, URL)] == [True, True]
    assert "http" not in fitted(LONG, link=None).body


def test_a_one_way_sender_always_says_where_to_answer() -> None:
    expected = f"承りました。\nこのSMSには返信できません。お返事はこちらからお願いします: {URL}"
    assert fitted("承りました。", is_one_way=True) == FittedText(expected, needs_link=True)


def test_a_file_is_mentioned_and_linked() -> None:
    answer = fitted("こちらをご確認ください。", files=True)
    expected = f"こちらをご確認ください。\n添付の資料がございます。\n続きはこちらからご覧ください: {URL}"
    assert answer == FittedText(expected, needs_link=True)
    assert fitted("", files=True).body == expected.partition("\n")[2]


def test_an_address_in_the_text_is_never_cut() -> None:
    body = fitted("あ" * 60 + "。https://example.jp/a?b=1!c" + "い" * 110 + "。よろしいですか。").body
    assert body == "あ" * 60 + f"。…よろしいですか。\n続きはこちらからご覧ください: {URL}"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("一行目\r\n\r\n\r\n二行目  です ", "一行目\n二行目 です"),
        ("  ・ 一つ\n- 二つ\n* 三つ\n●四つ", "・一つ\n・二つ\n・三つ\n・四つ"),
        ("090-0000-1234\n-5度", "090-0000-1234\n-5度"),
        ("見え\u200bない\x00文字", "見えない文字"),
        ("　全角　　の空白", "全角 の空白"),
    ],
)
def test_a_text_is_compacted(text: str, shown: str) -> None:
    assert compacted(text) == shown


def test_the_hint_costs_nothing_of_the_answer() -> None:
    assert with_hint("承りました。", "停止", longest_parts=1) == "承りました。\n停止"
    assert with_hint("あ" * 69, "停止", longest_parts=1) == "あ" * 69


@pytest.mark.parametrize(
    "text", ["2", "２", "②", "2番", "2です", " ２番でお願いします。", "(2)", "2.", "2番目", "2つ目です"]
)
def test_a_number_alone_picks_its_choice(text: str) -> None:
    assert number_choice(text, YES_NO) == "いいえ"


@pytest.mark.parametrize("text", ["", "0", "3", "99", "2丁目", "2月1日", "はい", "22番地", "1か2", "2\n1"])
def test_anything_else_is_heard_as_it_is(text: str) -> None:
    assert number_choice(text, YES_NO) is None


def test_choices_that_are_numbers_are_not_numbered() -> None:
    counts = [Choice(label=str(count), value=str(count)) for count in (2, 3)]
    assert fitted("何名ですか。", *counts).body == "何名ですか。\n・2\n・3"
    assert number_choice("2", counts) is None


def test_a_label_with_braces_stays_as_it_is() -> None:
    assert fitted("どれですか。", Choice(label="{number}", value="x")).body == "どれですか。\n1 {number}"


def test_a_hand_over_keeps_its_reason_and_leaves_routine_out() -> None:
    reason = "このご契約は、満期日を過ぎております。補償や等級のことも含めて、担当者がすぐにお調べします。"
    due = "お返事まで、少しお時間をいただきます。本日7時40分までに、担当者からSMSでお返事いたします。"
    answer = fitted(
        "ありがとうございます。ご本人さまの確認ができました。\n"
        "ご契約は自動車保険（証券番号の下4桁 0379）の1件です。\n満期日は、2026年11月19日です。\n"
        f"{reason}\n担当者に引き継ぎました。ここまでの内容は担当者に伝わっております。\n{due}",
        Choice(label="折り返し電話を希望する", value="折り返し電話を希望する"),
    )
    assert reason in answer.body
    assert due in answer.body
    assert "…" not in answer.body
    assert not answer.needs_link


def test_without_routine_too_little_still_keeps_the_question() -> None:
    answer = fitted(f"担当者に引き継ぎました。{LONG}よろしいですか。")
    assert answer.body.startswith("1つ目のご説明でございます。")
    assert "…よろしいですか。" in answer.body


def test_what_fits_keeps_its_routine() -> None:
    assert fitted("担当者に引き継ぎました。").body == "担当者に引き継ぎました。"
