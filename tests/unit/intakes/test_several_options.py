"""Several options in one answer: by name, by number, all, both, all but one; and how a choice is changed later."""

import pytest
from scene import Scene

from casework.fields.parsed import ParseContext, Parsed, Reason, Unclear
from casework.intakes.answers import context_of
from casework.intakes.option_answers import corrected_options, options_heard, read_options
from casework.procedures.spec import Option

pytestmark = pytest.mark.unit
PAPERS = (
    Option(value="claim", label="保険金請求書", words=(r"請求書|請求の(?:紙|書類)",)),
    Option(value="pamphlet", label="パンフレット", words=("パンフ|カタログ",)),
    Option(value="terms", label="約款", words=("約款|しおり|やっかん",)),
    Option(value="certificate", label="契約内容の証明書", words=("(?:契約|付保)(?:内容)?の?証明",)),
)
ALL = ["claim", "pamphlet", "terms", "certificate"]


@pytest.fixture
def context() -> ParseContext:
    return context_of(Scene().world)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("保険金請求書", ["claim"]),
        ("約款", ["terms"]),
        ("約款とパンフレット", ["pamphlet", "terms"]),
        ("1と3", ["claim", "terms"]),
        ("1、3", ["claim", "terms"]),
        ("１と３", ["claim", "terms"]),
        ("①③", ["claim", "terms"]),
        ("13", ["claim", "terms"]),
        ("1と2と4", ["claim", "pamphlet", "certificate"]),
        ("二番と四番", ["pamphlet", "certificate"]),
        ("いちとさん", ["claim", "terms"]),
        ("4番目と2番目", ["pamphlet", "certificate"]),
        ("3番", ["terms"]),
        ("上の2つ", ["claim", "pamphlet"]),
        ("最初のと最後の", ["claim", "certificate"]),
        ("全部", ALL),
        ("ぜんぶください", ALL),
        ("すべてお願いします", ALL),
        ("みんな", ALL),
        ("約款以外", ["claim", "pamphlet", "certificate"]),
        ("パンフとしおりをお願いします", ["pamphlet", "terms"]),
        ("しおりください", ["terms"]),
        ("えーと請求書と約款もらえますか", ["claim", "terms"]),
        ("請求の紙", ["claim"]),
        ("契約の証明書がほしい", ["certificate"]),
        ("パンフレットじゃなくて約款", ["terms"]),
        ("約款とパンフレット。請求書はいらない", ["pamphlet", "terms"]),
        ("パンフレットと、約款と、契約の証明書の三つ", ["pamphlet", "terms", "certificate"]),
        ("やっかん と カタログ", ["pamphlet", "terms"]),
        ("請求書だけ", ["claim"]),
        ("請求書のみで", ["claim"]),
        ("カタログほしいねん", ["pamphlet"]),
        ("約款も", ["terms"]),
        ("請求書 約款", ["claim", "terms"]),
        ("パンフレット、約款", ["pamphlet", "terms"]),
        ("保険金請求書、パンフレット、約款、契約内容の証明書", ALL),
    ],
)
def test_several(context: ParseContext, text: str, expected: list[str]) -> None:
    found = read_options(PAPERS, text, context)
    assert isinstance(found, Parsed)
    assert found.value == expected


@pytest.mark.parametrize("text", ["両方", "どっちも", "どちらも", "ふたつとも", "12"])
def test_both_of_two(context: ParseContext, text: str) -> None:
    found = read_options(PAPERS[:2], text, context)
    assert isinstance(found, Parsed)
    assert found.value == ["claim", "pamphlet"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", Reason.not_understood),
        ("はい", Reason.not_understood),
        ("わからない", Reason.not_understood),
        ("5", Reason.not_understood),
        ("0", Reason.not_understood),
        ("19", Reason.not_understood),
        ("天気はどうですか", Reason.not_understood),
        ("どれでもいい", Reason.ambiguous),
    ],
)
def test_none(context: ParseContext, text: str, reason: Reason) -> None:
    found = read_options(PAPERS, text, context)
    assert isinstance(found, Unclear)
    assert found.reason is reason
    assert found.choices == tuple(option.label for option in PAPERS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("請求書も追加して", ["pamphlet", "terms", "claim"]),
        ("契約の証明も一緒に", ["pamphlet", "terms", "certificate"]),
        ("パンフレットはいらない", ["terms"]),
        ("しおりは外してください", ["pamphlet"]),
        ("やっぱり請求書だけで", ["claim"]),
        ("約款じゃなくて請求書", ["claim", "pamphlet"]),
    ],
)
def test_a_choice_is_changed_by_content(text: str, expected: list[str]) -> None:
    found = corrected_options(PAPERS, text, ["pamphlet", "terms"])
    assert found is not None
    assert found.value == expected


@pytest.mark.parametrize("text", ["12月1日です", "はい", "それで"])
def test_what_names_no_option_changes_none(text: str) -> None:
    assert corrected_options(PAPERS, text, ["pamphlet"]) is None


def test_a_sentence_nobody_asked_for_tells_options() -> None:
    found = options_heard(PAPERS, "約款とパンフレットを送ってほしいのですが")
    assert found is not None
    assert (found.value, found.spoken) == (["pamphlet", "terms"], "パンフレット、約款")
