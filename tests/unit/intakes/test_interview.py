"""The interview of an address change, sentence by sentence."""

import pytest
from scene import HANAKO, Scene, asked_fields, verified


def test_the_plain_interview_asks_each_thing_once_and_opens_the_case() -> None:
    scene = verified("鈴木", "160-0023", "1-2-3", "12月1日", "いいえ").expect_question("summary")
    scene.customer_says("はい、お願いします").expect_submitted("completed")
    assert asked_fields(scene)[:-1] == [
        "identity.name",
        "identity.policy_no",
        "identity.birth_date",
        "new_postal_code",
        "new_address",
        "moved_on",
        "garage_changes",
    ]


def test_the_opening_sentence_is_kept_and_not_asked_again() -> None:
    scene = Scene().opens_with("12月1日に東京都新宿区西新宿1-2-3へ引っ越すので住所変更したい").identifies("鈴木")
    scene.expect_question("garage_changes").expect_value("moved_on", "2026-12-01")
    scene.expect_value("new_address", "東京都新宿区西新宿1-2-3").expect_value("new_postal_code", "1600023")
    assert {"new_postal_code", "new_address", "moved_on"}.isdisjoint(scene.questions)


def test_everything_about_the_person_in_one_sentence() -> None:
    Scene().opens_with().customer_says("鈴木一郎、A111222333、1975年11月23日です").expect_question("new_postal_code")


def test_person_and_move_in_one_sentence() -> None:
    said = (
        "鈴木一郎です。証券番号はA111222333、生年月日は昭和50年11月23日です。"
        "12月1日に〒160-0023 東京都新宿区西新宿1-2-3へ引っ越します"
    )
    scene = Scene().opens_with().customer_says(said).expect_question("garage_changes")
    scene.expect_value("moved_on", "2026-12-01").expect_value("new_address", "東京都新宿区西新宿1-2-3")


def test_lines_of_a_form_are_read_one_by_one() -> None:
    said = "名前：鈴木一郎\n証券番号：A111222333\n生年月日：1975/11/23"
    Scene().opens_with().customer_says(said).expect_question("new_postal_code")


def test_an_address_with_the_date_behind_it() -> None:
    scene = verified("鈴木", "160-0023", "1-2-3です。引っ越しは12月1日です").expect_question("garage_changes")
    scene.expect_value("new_address", "東京都新宿区西新宿1-2-3").expect_value("moved_on", "2026-12-01")


def test_a_customer_with_several_policies_chooses() -> None:
    scene = verified("佐藤").expect_question("policy_nos")
    assert scene.choices[0] == "すべて"
    assert list(scene.choices[1:]) == [policy.label for policy in HANAKO.policies]


@pytest.mark.parametrize(
    ("said", "chosen"),
    [
        ("全部", {"A123456789", "F234567890", "E345678901"}),
        ("すべての契約です", {"A123456789", "F234567890", "E345678901"}),
        ("三つとも", {"A123456789", "F234567890", "E345678901"}),
        ("3件ともお願いします", {"A123456789", "F234567890", "E345678901"}),
        ("火災と地震", {"F234567890", "E345678901"}),
        ("火災と地震で頼むわ", {"F234567890", "E345678901"}),
        ("自動車と火災の両方お願いします", {"A123456789", "F234567890"}),
        ("自動車保険だけで", {"A123456789"}),
        ("車のほうです", {"A123456789"}),
        ("車のやつだけ", {"A123456789"}),
        ("1番", {"A123456789"}),
        ("7890", {"F234567890"}),
        ("F234567890です", {"F234567890"}),
    ],
)
def test_policies_are_chosen_in_everyday_words(said: str, chosen: set[str]) -> None:
    assert set(verified("佐藤", said).expect_question("new_postal_code").value("policy_nos")) == chosen


def test_another_persons_policy_number_is_refused_without_a_hint() -> None:
    mine = verified("佐藤", "A111222333").expect_question("policy_nos").text
    nobodys = verified("佐藤", "A999888777").expect_question("policy_nos").text
    assert mine == nobodys
    assert "鈴木" not in mine


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("1-2-3", "東京都新宿区西新宿1-2-3"),
        ("１－２－３", "東京都新宿区西新宿1-2-3"),
        ("一丁目二番三号です", "東京都新宿区西新宿1丁目2番3号"),
        ("西新宿1-2-3や", "東京都新宿区西新宿1-2-3"),
        ("1の2の3やで", "東京都新宿区西新宿1-2-3"),
        ("1-2-3でいいですか", "東京都新宿区西新宿1-2-3"),
        ("東京都新宿区西新宿1-2-3 サンプルハイツ405号室です", "東京都新宿区西新宿1-2-3 サンプルハイツ405号室"),
        ("えっと、1-2-3のサンプルハイツ405です", "東京都新宿区西新宿1-2-3 サンプルハイツ405"),
    ],
)
def test_the_rest_of_the_address(said: str, address: str) -> None:
    verified("鈴木", "160-0023", said).expect_question("moved_on").expect_value("new_address", address)


def test_a_full_address_answers_the_postal_code_too() -> None:
    scene = verified("鈴木", "大阪府大阪市北区梅田3-1-1です").expect_question("moved_on")
    scene.expect_value("new_postal_code", "5300001").expect_value("new_address", "大阪府大阪市北区梅田3-1-1")


def test_a_whole_address_elsewhere_replaces_the_postal_code() -> None:
    scene = verified("鈴木", "160-0023", "東京都渋谷区道玄坂2-3-4です").expect_question("moved_on")
    scene.expect_value("new_postal_code", "1500043")


def test_an_unknown_postal_code_leads_to_the_address() -> None:
    scene = verified("鈴木", "郵便番号がわかりません").expect_question("new_postal_code").expect_said("都道府県から")
    scene.customer_says("東京都新宿区西新宿1-2-3").expect_question("moved_on").expect_value(
        "new_postal_code", "1600023"
    )


def test_a_town_without_its_block_says_the_postal_code() -> None:
    scene = verified("鈴木", "郵便番号は分かりません", "東京都新宿区西新宿です").expect_question("new_address")
    scene.expect_value("new_postal_code", "1600023").customer_says("1-2-3").expect_question("moved_on")


def test_an_undecided_day_may_be_a_rough_one() -> None:
    scene = verified("鈴木", "160-0023", "1-2-3", "まだ決まっていません").expect_question("moved_on")
    scene.expect_said("おおよその日でかまいません").customer_says("12月15日くらい").expect_question("garage_changes")


def test_an_address_given_instead_of_its_code_is_kept_and_said() -> None:
    scene = verified("鈴木", "岩手県岩手郡葛巻町葛巻第16地割1-1").expect_question("new_postal_code")
    scene.expect_said("新しいご住所は岩手県岩手郡葛巻町葛巻第16地割1-1ですね。")
    scene.customer_says("028-5402").expect_question("moved_on")
    assert "new_address" not in scene.questions


def test_a_code_of_another_city_contradicts_the_address() -> None:
    scene = verified("鈴木", "岩手県岩手郡葛巻町葛巻第16地割1-1", "160-0023").expect_question("new_postal_code")
    scene.expect_said("郵便番号とご住所が合わない").expect_value("new_postal_code", None)


def test_a_postal_code_with_several_towns_asks_for_the_town() -> None:
    scene = verified("鈴木", "452-0961").expect_question("new_address").expect_said("愛知県清須市", "町名から")
    scene.customer_says("1-2-3").expect_question("new_address").expect_said("町名から")
    scene.customer_says("春日落合1-2-3").expect_value("new_address", "愛知県清須市春日落合1-2-3")


@pytest.mark.parametrize("said", ["000-0000", "160-002", "あああ", "1600023456"])
def test_a_postal_code_that_cannot_be_is_asked_again(said: str) -> None:
    verified("鈴木", said).expect_question("new_postal_code").expect_said("恐れ入りますが")


@pytest.mark.parametrize("said", ["2月30日", "13月40日", "2026年2月29日", "99月1日"])
def test_an_impossible_date_is_asked_again(said: str) -> None:
    scene = verified("鈴木", "160-0023", "1-2-3", said).expect_question("moved_on")
    scene.expect_value("moved_on", None).expect_said("恐れ入りますが")


def test_a_date_years_away_is_asked_again() -> None:
    verified("鈴木", "160-0023", "1-2-3", "2040年1月1日").expect_question("moved_on").expect_value("moved_on", None)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("12月1日", "2026-12-01"),
        ("これから引っ越します、12月1日", "2026-12-01"),
        ("もう引っ越しました先月の20日", "2026-10-20"),
        ("来月の10日やわ", "2026-12-10"),
        ("十二月一日です", "2026-12-01"),
        ("12月1日で大丈夫ですか", "2026-12-01"),
    ],
)
def test_the_day_of_the_move(said: str, day: str) -> None:
    verified("鈴木", "160-0023", "1-2-3", said).expect_question("garage_changes").expect_value("moved_on", day)


def test_an_inferred_year_is_read_back() -> None:
    verified("鈴木", "160-0023", "1-2-3", "12月1日").expect_said("お引越し日は2026年12月1日（火）ですね。")


@pytest.mark.parametrize(
    ("said", "changes"),
    [
        ("はい、変わります", True),
        ("変わります", True),
        ("車も持っていくので変わります", True),
        ("駅前の駐車場に移ります", True),
        ("うん変わる", True),
        ("いえ、車は同じ場所です", False),
        ("車の置き場所は変わりません", False),
        ("変わらんよ", False),
        ("そのままです", False),
        ("いいえでお願いします", False),
    ],
)
def test_yes_and_no_as_whole_sentences(said: str, changes: bool) -> None:
    scene = verified("鈴木", "160-0023", "1-2-3", "12月1日", said).expect_question("summary")
    scene.expect_value("garage_changes", changes)


@pytest.mark.parametrize(
    "said",
    [
        "いえ、賃貸なので家財だけです",
        "いえ、変わります",
        "はい、変わりません",
        "大丈夫です",
        "建物はそのままで、住民票だけ移します",
    ],
)
def test_an_answer_that_says_both_is_asked_again(said: str) -> None:
    scene = verified("佐藤", "火災", "160-0023", "1-2-3", "12月1日", said).expect_question("risk_location_changes")
    scene.expect_value("risk_location_changes", None)


def test_only_the_mail_changes() -> None:
    scene = verified("佐藤", "火災", "160-0023", "1-2-3", "12月1日", "ちゃうねん、送り先だけや").expect_question(
        "summary"
    )
    scene.expect_value("risk_location_changes", False).expect_not_said("保険料が変わることがあります")
    scene.customer_says("はい").expect_submitted("completed")


def test_a_moving_home_is_explained_and_goes_to_a_person() -> None:
    scene = verified("佐藤", "火災", "160-0023", "1-2-3", "12月1日", "はい、建物も変わります")
    scene.expect_question("summary").expect_said("保険料が変わることがあります", "担当者が確認してご連絡します")
    scene.customer_says("お願いします").expect_submitted("in_review")


def test_a_moving_garage_is_explained_and_goes_to_a_person() -> None:
    scene = verified("鈴木", "160-0023", "1-2-3", "12月1日", "はい").expect_said("車の登録番号")
    scene.customer_says("はい").expect_submitted("in_review")


def test_questions_follow_the_chosen_lines() -> None:
    scene = verified("佐藤", "自動車", "160-0023", "1-2-3", "12月1日", "いいえ").expect_question("summary")
    assert "risk_location_changes" not in scene.questions
    scene = verified("佐藤", "地震", "160-0023", "1-2-3", "12月1日", "いいえ").expect_question("summary")
    assert "garage_changes" not in scene.questions


@pytest.mark.parametrize(
    "said",
    ["はい", "オッケー", "それでお願いします", "大丈夫です", "OKです", "ええよ", "はい、間違いありません",
     "お願いします", "はい、この内容で申し込みます", "せや、それでええよ", "問題ないです", "相違ございません。",
     "はい、この住所で合っています"],
)  # fmt: skip
def test_the_summary_is_confirmed_in_everyday_words(said: str) -> None:
    scene = verified("鈴木", "160-0023", "1-2-3", "12月1日", "いいえ").expect_question("summary")
    scene.customer_says(said, intent="affirm").expect_submitted()


def test_the_summary_reads_every_value_back() -> None:
    scene = verified("鈴木", "160-0023", "1-2-3", "12月1日", "いいえ")
    scene.expect_said(
        "自動車保険（証券番号の下4桁 2333）", "〒160-0023", "東京都新宿区西新宿1-2-3", "2026年12月1日（火）"
    )
