import pytest

from casework.fields.parsed import ParseContext, Parsed, Reason, Unclear
from casework.fields.phones import PhoneKind, parse_phone

MOBILE = "+819000001234"


@pytest.mark.parametrize(
    ("text", "e164", "kind"),
    [
        ("090-0000-1234", MOBILE, PhoneKind.mobile),
        ("０９０００００１２３４", MOBILE, PhoneKind.mobile),
        ("０９０ー００００ー１２３４", MOBILE, PhoneKind.mobile),
        ("ゼロキューゼロのゼロゼロゼロゼロのいちにさんよん", MOBILE, PhoneKind.mobile),
        ("まるきゅうまる、ぜろぜろぜろぜろ、いちにさんし", MOBILE, PhoneKind.mobile),
        ("〇九〇の〇〇〇〇の一二三四", MOBILE, PhoneKind.mobile),
        ("090の0000の1234です", MOBILE, PhoneKind.mobile),
        ("電話番号はゼロキューゼロ ゼロゼロゼロゼロ イチニサンヨン です", MOBILE, PhoneKind.mobile),
        ("携帯は090 0000 1234でお願いします", MOBILE, PhoneKind.mobile),
        ("+81 90 0000 1234", MOBILE, PhoneKind.mobile),
        ("+81-(0)90-0000-1234", MOBILE, PhoneKind.mobile),
        ("090-0000-5678じゃなくて090-0000-1234です", MOBILE, PhoneKind.mobile),
        ("03-0000-1234", "+81300001234", PhoneKind.fixed),
        ("(03)0000-1234", "+81300001234", PhoneKind.fixed),
        ("0120-000-000", "+81120000000", PhoneKind.toll_free),
        ("080-0000-1234", "+818000001234", PhoneKind.mobile),
        ("0800-000-0000", "+818000000000", PhoneKind.toll_free),
        ("050-0000-1234", "+815000001234", PhoneKind.ip),
        ("0570-000-000", "+81570000000", PhoneKind.shared_cost),
    ],
)
def test_phones(webchat: ParseContext, text: str, e164: str, kind: PhoneKind) -> None:
    found = parse_phone(text, webchat)
    assert isinstance(found, Parsed)
    assert (found.value.e164, found.value.kind) == (e164, kind)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("110", Reason.emergency_number),
        ("119番です", Reason.emergency_number),
        ("090-0000-123", Reason.wrong_length),
        ("090-0000-12345", Reason.wrong_length),
        ("0990-000-000", Reason.wrong_length),
        ("105-0011", Reason.wrong_length),
        ("1234", Reason.wrong_length),
        ("090-0000-1234か03-0000-5678", Reason.several_values),
        ("わからない", Reason.not_understood),
        ("", Reason.empty),
    ],
)
def test_refused_phones(webchat: ParseContext, text: str, reason: Reason) -> None:
    found = parse_phone(text, webchat)
    assert isinstance(found, Unclear)
    assert found.reason is reason


def test_read_back_in_groups(webchat: ParseContext, voice: ParseContext) -> None:
    written, said = parse_phone("09000001234", webchat), parse_phone("09000001234", voice)
    assert isinstance(written, Parsed)
    assert isinstance(said, Parsed)
    assert (written.spoken, said.spoken) == ("090-0000-1234", "090-0000-1234"), "the telephone spells it by itself"
