import pytest

from casework.fields.choices import Option, parse_choice, parse_choices
from casework.fields.parsed import ParseContext, Parsed, Reason, Unclear

LINES = (
    Option("motor", "自動車保険", ("クルマ", "車")),
    Option("fire", "火災保険", ("家",)),
    Option("earthquake", "地震保険"),
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1", "motor"),
        ("①です", "motor"),
        ("1番", "motor"),
        ("ひとつめ", "motor"),
        ("一つ目の", "motor"),
        ("最初の", "motor"),
        ("にばん", "fire"),
        ("二番目です", "fire"),
        ("真ん中", "fire"),
        ("最後のやつ", "earthquake"),
        ("自動車", "motor"),
        ("じどうしゃ保険じゃなくて地震保険", "earthquake"),
        ("車です", "motor"),
        ("くるま", "motor"),
        ("fire", "fire"),
        ("クルマの保険です", "motor"),
        ("地震のほうでお願いします", "earthquake"),
    ],
)
def test_one_option(webchat: ParseContext, text: str, expected: str) -> None:
    found = parse_choice(text, webchat, LINES)
    assert isinstance(found, Parsed)
    assert found.value == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("保険", Reason.ambiguous),
        ("どれでもいい", Reason.ambiguous),
        ("全部", Reason.several_values),
        ("自動車保険と火災保険", Reason.several_values),
        ("4", Reason.not_understood),
        ("0", Reason.not_understood),
        ("こんにちは", Reason.not_understood),
        ("", Reason.empty),
    ],
)
def test_no_single_option(webchat: ParseContext, text: str, reason: Reason) -> None:
    found = parse_choice(text, webchat, LINES)
    assert isinstance(found, Unclear)
    assert found.reason is reason
    assert found.choices


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("全部", ("motor", "fire", "earthquake")),
        ("すべてお願いします", ("motor", "fire", "earthquake")),
        ("1と3", ("motor", "earthquake")),
        ("3、1", ("motor", "earthquake")),
        ("自動車と地震", ("motor", "earthquake")),
        ("火災保険以外", ("motor", "earthquake")),
        ("自動車保険と火災保険です", ("motor", "fire")),
    ],
)
def test_several_options(webchat: ParseContext, text: str, expected: tuple[str, ...]) -> None:
    found = parse_choices(text, webchat, LINES)
    assert isinstance(found, Parsed)
    assert found.value == expected


@pytest.mark.parametrize("text", ["両方", "どっちも", "どちらも", "ふたつとも"])
def test_both_needs_two_options(webchat: ParseContext, text: str) -> None:
    of_two, of_three = parse_choices(text, webchat, LINES[:2]), parse_choices(text, webchat, LINES)
    assert isinstance(of_two, Parsed)
    assert of_two.value == ("motor", "fire")
    assert isinstance(of_three, Unclear)
