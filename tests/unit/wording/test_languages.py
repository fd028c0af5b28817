"""Other languages: which one, and what is surely asked for; names, numbers and code are no language."""

from pathlib import Path

import pytest

from casework.languages import Languages, as_read, is_any_in
from casework.procedures.load import load_procedures, read_checked

pytestmark = pytest.mark.unit

CONFIG = Path(__file__).resolve().parents[3] / "config"
LANGUAGES = read_checked(CONFIG / "languages.yml", Languages)

TEXTS = [
    ("en", "Hello, can I speak English?", None),
    ("en", "I want to change my address", "address_change"),
    ("en", "I moved. New address please.", "address_change"),
    ("en", "I had a car accident", "accident_report"),
    ("en", "my car won't start, please help", "roadside_assistance"),
    ("en", "Please call me back", "callback"),
    ("en", "I lost my policy", "policy_reissue"),
    ("en", "I want to cancel my insurance", "cancellation"),
    ("en", "What is the weather today", None),
    ("zh", "我想更改地址", "address_change"),
    ("zh", "我的车出车祸了", "accident_report"),
    ("zh", "你好,请问有人吗", None),
    ("vi", "Tôi muốn đổi địa chỉ", "address_change"),
    ("vi", "Xin chào", None),
    ("pt", "Quero mudar de endereço", "address_change"),
    ("pt", "Olá, bom dia", None),
    ("ko", "주소를 변경하고 싶어요", "address_change"),
    ("ko", "안녕하세요", None),
    ("other", "Привет, мне нужна помощь", None),
    ("other", "สวัสดีครับ", None),
    ("other", "नमस्ते", None),
]

JAPANESE_OR_NONE = [
    "住所変更",
    "佐藤花子",
    "我妻太郎",
    "東京都港区芝公園4-2-8",
    "A123456789",
    "John Smith",
    "Nguyen Van An",
    "Kim Min Su",
    "OK",
    "ありがとう thanks",
    "thank youと言われました",
    "SELECT * FROM users; DROP TABLE cases",
    "<script>alert(1)</script>",
    '/inform{"x":1}',
    "/restart",
    "12345",
    "😀😀",
    "",
    "https://example.com/is-it-you",
    "hanako@example.com",
    "控除証明書",
    "保険証券再発行",
    "自動車保険",
]


@pytest.mark.parametrize(("code", "text", "procedure"), TEXTS)
def test_the_language_and_the_request(code: str, text: str, procedure: str | None) -> None:
    language = LANGUAGES.language_of(text)
    assert language is not None
    expected = LANGUAGES.languages[code]
    assert language == expected
    assert LANGUAGES.requested(text) == procedure


@pytest.mark.parametrize("text", JAPANESE_OR_NONE)
def test_what_is_no_other_language(text: str) -> None:
    assert LANGUAGES.language_of(text) is None


@pytest.mark.parametrize(
    "text", ["call an ambulance", "He is UNCONSCIOUS", "救护车", "my car is on fire", "불이 났어요"]
)
def test_danger(text: str) -> None:
    assert is_any_in(LANGUAGES.danger, as_read(text))


@pytest.mark.parametrize(
    "text", ["I want to talk to a person", "human please", "人工客服", "can I speak English", "상담원"]
)
def test_a_person(text: str) -> None:
    assert is_any_in(LANGUAGES.person, as_read(text))


def test_what_is_asked_for_exists() -> None:
    assert {item.procedure for item in LANGUAGES.requests} <= set(load_procedures(CONFIG / "procedures"))
