"""What the log says is spoken as a careful clerk would say it: digit by digit, without marks, in followable pieces."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversation.messages import Choice
from gateway.channels.voice.numbers_aloud import code_aloud, in_groups, phone_aloud
from gateway.channels.voice.speech import choices_aloud, cut_for_voice, sentences_of, spoken
from gateway.channels.voice.voice_file import VoiceFile

pytestmark = pytest.mark.unit

SPOKEN = (
    # Bullets, labels, lines.
    (
        "次の内容で承ります。\n・お引越し日: 2026年12月1日\n・お名前：佐藤 花子さま",
        "次の内容で承ります。お引越し日、2026年12月1日。お名前、佐藤 花子さま。",
    ),
    ("1. 住所変更\n2. 事故のご連絡", "1番、住所変更。2番、事故のご連絡。"),
    ("①はい②いいえ", "1番、はい、2番、いいえ。"),
    ("【重要】満期のご案内", "重要、満期のご案内。"),
    ("場合は「いいえ」とお答えください。", "場合は、いいえ、とお答えください。"),
    ("書類の送り先だけが変わる場合（郵便物）は、", "書類の送り先だけが変わる場合、郵便物、は。"),
    ("よろしいですか?\nはい", "よろしいですか？はい。"),
    # Telephone numbers and postal codes.
    ("03-0000-0004", "ゼロサン、ゼロゼロゼロゼロ、ゼロゼロゼロヨン。"),
    ("09000000001です", "ゼロキューゼロ、ゼロゼロゼロゼロ、ゼロゼロゼロイチです。"),
    ("+81 90-0000-0001", "ゼロキューゼロ、ゼロゼロゼロゼロ、ゼロゼロゼロイチ。"),
    ("0120-000-000", "ゼロイチニーゼロ、ゼロゼロゼロ、ゼロゼロゼロ。"),
    ("０３（００００）０００４", "ゼロサン、ゼロゼロゼロゼロ、ゼロゼロゼロヨン。"),
    ("〒105-0011", "郵便番号、イチゼロゴー、ゼロゼロイチイチ。"),
    ("〒1050011", "郵便番号、イチゼロゴー、ゼロゼロイチイチ。"),
    ("105-0011ですね。", "イチゼロゴー、ゼロゼロイチイチですね。"),
    ("1 0 5、0 0 1 1ですね。", "イチゼロゴー、ゼロゼロイチイチですね。"),
    ("119番と110番", "119番と110番。"),
    ("#9910へご連絡ください。", "シャープ、キューキューイチゼロへご連絡ください。"),
    # Codes.
    ("証券番号 A123456789", "証券番号 エー、イチニーサン、ヨンゴーロク、ナナハチキュー。"),
    ("受付番号はT26110000015です。", "受付番号はティー、ニーロクイチ、イチゼロゼロゼロ、ゼロゼロイチゴーです。"),
    ("事故受付 J26000001: 調査中", "事故受付 ジェー、ニーロクゼロゼロ、ゼロゼロゼロイチ、調査中。"),
    ("認証コードは123456です", "認証コードは、イチニーサン、ヨンゴーロクです。"),
    ("証券番号の下4桁 6789", "証券番号の下4桁、ロクナナハチキュー。"),
    ("自動車保険（証券番号の下4桁 0048）の1件です。", "自動車保険、証券番号の下4桁、ゼロゼロヨンハチの1件です。"),
    ("20251203-0007", "ニーゼロニーゴー、イチニーゼロサン、ゼロゼロゼロナナ。"),
    ("受付番号は20251203-0007です", "受付番号はニーゼロニーゴー、イチニーゼロサン、ゼロゼロゼロナナです。"),
    ("整理番号は1234-5678です", "整理番号は、イチニーサンヨン、ゴーロクナナハチです。"),
    ("郵便番号を、7桁でお知らせください。", "郵便番号を、7桁でお知らせください。"),
    # Dates, times, ranges, money, blocks.
    ("2026-12-01", "2026年12月1日。"),
    ("2026/12/1 17:00まで", "2026年12月1日 17時まで。"),
    ("12/1(火) 9:05", "12月1日火曜日 9時5分。"),
    ("12月1日（火）", "12月1日火曜日。"),
    ("2026-13-45", "2026の13の45。"),
    ("9:00〜17:30", "9時から17時30分。"),
    ("10〜15分ほど", "10から15分ほど。"),
    ("10月1日〜", "10月1日から。"),
    ("¥12,000", "12000円。"),
    ("12,345,678円", "12345678円。"),
    ("3.5%", "3点5パーセント。"),
    ("芝公園4丁目2-8 301号室", "芝公園4丁目2の8 301号室。"),
    ("1－2－3", "1の2の3。"),
    ("平日 9:00-17:00", "平日 9時から17時。"),
    ("(月)-(金) 9:00-17:30", "月曜日から金曜日 9時から17時30分。"),
    ("1-2名さま", "1から2名さま。"),
    ("2-3営業日で、5-10分以内に", "2から3営業日で、5から10分以内に。"),
    ("1,000-2,000円、10-20%", "1000から2000円、10から20パーセント。"),
    ("¥1,000-¥2,000", "1000円から2000円。"),
    ("芝1-2日本ビル、港1-2 日の出荘", "芝1の2日本ビル、港1の2 日の出荘。"),
    ("神宮前1-2-3号", "神宮前1の2の3号。"),
    # What is never read out.
    ("こちら https://example.jp/c/AbC?x=1#d をご覧ください", "こちら、インターネットのページ、をご覧ください。"),
    ("ありがとうございます😀！！", "ありがとうございます！"),
    ("※ご注意→確認★", "ご注意、確認。"),
    ("a\x0b\ud800\ufffe\u200bb", "ab。"),
    ("s@example.jp", "エス、アットマーク、example、ドット、jp。"),
    ("", ""),
    ("・\n\n---\n", ""),
)


@pytest.mark.parametrize(("text", "expected"), SPOKEN)
def test_text_of_the_log_is_spoken(text: str, expected: str) -> None:
    assert spoken(text) == expected


@pytest.mark.parametrize("text", [text for text, _ in SPOKEN])
def test_what_is_spoken_may_be_spoken_again(text: str) -> None:
    assert spoken(spoken(text)) == spoken(text)


def test_a_link_is_named_as_the_caller_will_get_it() -> None:
    assert spoken("https://example.jp/c/x", link="SMSでお送りするリンク") == "SMSでお送りするリンク。"


@given(st.text(max_size=300))
def test_any_text_is_spoken_without_marks_or_controls(text: str) -> None:
    said = spoken(text)
    assert not set("<>&\x00\x0b\n\r「」*#") & set(said)
    assert "http://" not in said.lower()


@pytest.mark.parametrize(
    ("digits", "groups"),
    [
        ("", ()),
        ("12", ("12",)),
        ("1234", ("1234",)),
        ("12345", ("12", "345")),
        ("123456", ("123", "456")),
        ("1234567", ("123", "4567")),
        ("12345678", ("1234", "5678")),
        ("1234567890", ("123", "456", "7890")),
        ("12345678901", ("123", "4567", "8901")),
    ],
)
def test_digits_are_grouped_as_people_repeat_them(digits: str, groups: tuple[str, ...]) -> None:
    assert in_groups(digits) == groups


def test_codes_and_numbers_by_themselves() -> None:
    assert code_aloud("p6-06") == "ピー、ロク、ゼロロク"
    assert phone_aloud("0000000") == "ゼロゼロゼロ、ゼロゼロゼロゼロ"


def test_a_long_answer_is_cut_between_sentences() -> None:
    first, second = "あ" * 100 + "。", "い" * 100 + "。"
    assert cut_for_voice([first, second]) == ((first,), (second,))


def test_a_short_answer_is_said_whole() -> None:
    assert cut_for_voice(["はい。承りました。", "ほかにございますか。"]) == (
        ("はい。", "承りました。", "ほかにございますか。"),
        (),
    )


def test_a_sentence_without_end_is_cut_at_its_commas_or_hard() -> None:
    said, rest = cut_for_voice(["あ" * 90 + "、" + "い" * 200])
    assert [len(piece) for piece in (*said, *rest)] == [91, 150, 51]


@given(st.lists(st.text(alphabet="あア1、。？\n ", max_size=400), max_size=4))
def test_cutting_loses_nothing_and_always_goes_on(texts: list[str]) -> None:
    said, rest = cut_for_voice(texts)
    assert "".join((*said, *rest)) == "".join(spoken(text) for text in texts)
    assert bool(said) or not rest
    assert sum(map(len, said)) <= 150


def test_sentences_keep_their_ends() -> None:
    assert sentences_of("はい。そうですか？では") == ("はい。", "そうですか？", "では")


def _choices(*labels: str) -> list[Choice]:
    return [Choice(label=label, value=label) for label in labels]


def test_choices_are_spoken_with_their_keys(voice: VoiceFile) -> None:
    assert choices_aloud(_choices("はい", "いいえ"), voice) == "はい、は1を、いいえ、は2を押してください。"


def test_many_choices_are_named_without_keys(voice: VoiceFile) -> None:
    assert choices_aloud(_choices(*"あいうえおか"), voice) == "あ、い、う、え、お、かの中から、お話しください。"


def test_a_label_with_braces_is_only_text(voice: VoiceFile) -> None:
    assert choices_aloud(_choices("{key}"), voice) == "key、は1を押してください。"


def test_no_choices_are_silent(voice: VoiceFile) -> None:
    assert choices_aloud([], voice) == ""
