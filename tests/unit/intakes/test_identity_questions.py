"""Collecting who speaks: names as people give them, what they do not know, who may not ask, and L3."""

import pytest
from scene import CODE, ICHIRO, Scene, at_summary, verified

from casework.intakes.names import is_self_reference, may_be_family_name
from conversation.model import VerificationLevel


@pytest.mark.parametrize(
    "said",
    [
        "鈴木一郎",
        "鈴木 一郎",
        "鈴木　一郎です",
        "鈴木一郎と申します",
        "はい、鈴木一郎です",
        "はい鈴木一郎です",
        "えー鈴木一郎です",
        "鈴木一郎いいますねん",
        "鈴木一郎や",
        "鈴木、一郎",
        "わたくし鈴木一郎でございます",
        "本人の鈴木一郎です",
        "鈴木一郎です。本人です",
        "契約者は鈴木一郎です",
        "名前は鈴木一郎といいます",
        "鈴木一郎でいいですか",
        "すずき いちろう",
        "スズキ　イチロウ",
        "すずきいちろう",
    ],
)
def test_a_name_is_found_in_its_sentence(said: str) -> None:
    scene = Scene().opens_with().customer_says(said).expect_question("identity.policy_no")
    scene.customer_says("A111222333", "1975年11月23日").expect_question("new_postal_code")


@pytest.mark.parametrize("said", ["本人です", "私です", "契約者本人です", "はい、本人です"])
def test_speaking_for_oneself_is_no_name(said: str) -> None:
    scene = Scene().opens_with().customer_says(said).expect_question("identity.name")
    assert scene.draft.claim.name is None
    assert scene.draft.misses == 0


@pytest.mark.parametrize("said", ["160-0023", "1234", "🙂", "はい", "？", "さっさとして", "何回聞くんだよ"])
def test_what_is_no_name_is_asked_again(said: str) -> None:
    scene = Scene().opens_with().customer_says(said).expect_question("identity.name")
    assert scene.draft.claim.name is None


def test_a_family_name_alone_is_asked_about_once() -> None:
    scene = Scene().opens_with().customer_says("鈴木です").expect_question("identity.name").expect_said("下のお名前")
    scene.customer_says("鈴木一郎").expect_question("identity.policy_no")


@pytest.mark.parametrize("name", ["鈴木", "佐々木", "さとう", "林葵"])
def test_short_names_may_be_family_names(name: str) -> None:
    assert may_be_family_name(name)


@pytest.mark.parametrize("name", ["鈴木一郎", "林 葵", "すずきいちろう", "Sato Hanako", "株式会社みなと商店"])
def test_whole_names_are_taken(name: str) -> None:
    assert not may_be_family_name(name)


@pytest.mark.parametrize("name", ["本間一郎", "私市花子", "佐藤花子"])
def test_names_that_begin_like_a_pronoun_are_names(name: str) -> None:
    assert not is_self_reference(name)


def test_who_does_not_know_the_policy_number_gives_the_phone() -> None:
    scene = Scene().opens_with().customer_says("鈴木一郎", "わからない").expect_question("identity.birth_date")
    scene.customer_says("1975年11月23日").expect_question("identity.phone")
    scene.customer_says("090-0000-0002").expect_question("new_postal_code")


def test_a_lost_certificate_told_at_length_is_not_knowing() -> None:
    said = "証券番号ですか、ちょっと探してみたんですけど見つからなくて"
    Scene().opens_with().customer_says("鈴木一郎", said).expect_question("identity.birth_date")


def test_asking_where_the_number_stands_is_a_question() -> None:
    scene = Scene().opens_with().customer_says("鈴木一郎")
    scene.customer_says("証券番号が分からないときはどうすればよいですか", intent="ask_faq")
    scene.expect_question("identity.policy_no")
    assert "policy_no" not in scene.draft.claim.unknown


def test_knowing_nothing_leads_to_a_person() -> None:
    scene = Scene().opens_with().customer_says("鈴木一郎", "わからない", "わかりません", "覚えてません")
    scene.expect_handed_off("identity_locked")


@pytest.mark.parametrize(
    "said",
    [
        "昭和50年の11月23日です",
        "昭和五十年十一月二十三日",
        "S50.11.23",
        "19751123",
        "生年月日ですか？昭和50年11月23日です",
    ],
)
def test_a_birth_date_as_people_say_it(said: str) -> None:
    Scene().opens_with().customer_says("鈴木一郎", "A111222333", said).expect_question("new_postal_code")


def test_a_company_is_not_asked_for_a_birth_date() -> None:
    scene = Scene().opens_with("会社の住所変更です").customer_says("株式会社みなと商店です", "A700100200")
    scene.expect_question("identity.phone").customer_says("03-0000-0004").expect_question("new_postal_code")
    assert "identity.birth_date" not in scene.questions


def test_the_person_who_writes_for_a_company_is_not_its_name() -> None:
    scene = Scene().opens_with().customer_says("株式会社みなと商店の担当者です")
    assert scene.draft.claim.name == "株式会社みなと商店"


def test_an_item_given_early_is_kept_and_not_a_misunderstanding() -> None:
    scene = Scene().opens_with().customer_says("鈴木一郎", "わからない", "09000000002です")
    scene.expect_question("identity.birth_date")
    assert scene.draft.misses == 0
    scene.customer_says("1975年11月23日").expect_question("new_postal_code")


def test_what_is_said_last_counts() -> None:
    scene = Scene().opens_with().customer_says("鈴木一郎", "A111222334", "すみません、証券番号はA111222333でした")
    scene.expect_question("identity.birth_date").customer_says("1975年11月23日").expect_question("new_postal_code")


def test_a_refusal_names_no_item_and_starts_over() -> None:
    wrong_birth = Scene().opens_with().customer_says("鈴木一郎", "A111222333", "1976年11月23日").text
    wrong_number = Scene().opens_with().customer_says("鈴木一郎", "A111222334", "1975年11月23日").text
    unknown_name = Scene().opens_with().customer_says("鈴木二郎", "A111222333", "1975年11月23日").text
    assert wrong_birth == wrong_number == unknown_name
    assert not {"生年月日", "証券番号"} & set(wrong_birth.split("。"))


@pytest.mark.parametrize("said", ["1975年2月30日", "昭和55年13月1日", "2030年1月1日", "11月23日"])
def test_an_impossible_birth_date_is_asked_again(said: str) -> None:
    scene = Scene().opens_with().customer_says("鈴木一郎", "A111222333", said).expect_question("identity.birth_date")
    scene.expect_said("恐れ入りますが").customer_says("1975年11月23日").expect_question("new_postal_code")


@pytest.mark.parametrize(
    "opening", ["母の住所変更をしたいのですが", "代理店の者ですが、住所変更です", "夫の契約の住所を変えたい"]
)
def test_who_is_not_the_policyholder_is_passed_to_a_person(opening: str) -> None:
    scene = Scene().opens_with(opening).expect_handed_off("not_the_policyholder")
    scene.expect_said("ご契約者さまご本人")


def test_a_relation_told_later_counts() -> None:
    scene = Scene().opens_with().customer_says("娘の佐藤です、母の代わりに手続きしたいのですが")
    scene.expect_handed_off("not_the_policyholder")


def test_a_reason_that_names_a_relative_is_no_relation() -> None:
    Scene().opens_with("夫の転勤で引っ越すので住所変更したい").expect_question("identity.name")


def test_a_phone_number_in_the_opening_steps_up_to_a_code() -> None:
    scene = Scene().opens_with("住所と電話番号が変わりました").identifies("鈴木").expect_question("identity.code")
    scene.customer_says(CODE).expect_question("new_postal_code")
    assert scene.level is VerificationLevel.one_time_code
    scene.customer_says("160-0023", "1-2-3", "12月1日", "いいえ").expect_question("new_phone")
    scene.customer_says("090-0000-0099").expect_question("summary").expect_said("新しいお電話番号")
    scene.customer_says("はい").expect_submitted("in_review")


@pytest.mark.parametrize(
    "said", ["電話番号も変えたいです", "電話番号も変わりました", "携帯の番号も変更したい", "電話番号も変更できますか"]
)
def test_a_phone_number_added_at_the_summary_steps_up_to_a_code(said: str) -> None:
    scene = at_summary(said).expect_question("identity.code")
    scene.customer_says(CODE).expect_question("new_phone").customer_says("090-0000-0099").expect_question("summary")


def test_a_phone_number_that_stays_is_not_wanted() -> None:
    verified("鈴木", "160-0023", "1-2-3", "12月1日").customer_says("いいえ、電話番号も変わりません").expect_question(
        "summary"
    )


def test_a_wrong_code_is_asked_again_and_can_be_sent_again() -> None:
    scene = at_summary("電話番号も変えたいです").customer_says("111111").expect_question("identity.code")
    scene.customer_says("12345").expect_question("identity.code").expect_said("6桁の数字")
    scene.customer_says("コードが届きません").expect_question("identity.code")
    assert scene.effects.count("SendCode") == 2
    scene.customer_says(CODE).expect_question("new_phone")


def test_who_is_verified_already_is_not_asked_again() -> None:
    scene = Scene(level=VerificationLevel.knowledge_match, holder=ICHIRO).opens_with()
    scene.expect_question("new_postal_code")


@pytest.mark.parametrize(
    ("said", "kept"), [("P001", "P001"), ("p-001", "P001"), ("M0001です", "M0001"), ("AB-12", "AB12")]
)
def test_a_short_policy_number_is_an_answer_when_it_stands_alone(said: str, kept: str) -> None:
    scene = Scene().opens_with().customer_says("鈴木一郎", said).expect_question("identity.birth_date")
    assert scene.draft.claim.policy_no == kept


@pytest.mark.parametrize("said", ["ありません", "P", "番号", "手元に見当たらなくて"])
def test_words_are_no_short_policy_number(said: str) -> None:
    scene = Scene().opens_with().customer_says("鈴木一郎", said)
    assert scene.draft.claim.policy_no is None
