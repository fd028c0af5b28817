"""An agent's entry is read as the bot would read it, changes its own field only, or changes nothing."""

import pytest
from desk_scene import (
    ADDRESS_CHANGE,
    CALLBACK,
    HANAKOS,
    ICHIROS,
    complete,
    counterpart,
    draft_of,
    entered,
    refused,
    said,
)
from scene import HANAKO, ICHIRO, NOW, procedures, verification

from casework.intakes.at_desk import changed_fields, for_desk, refusal_to_submit, taken_up
from casework.intakes.draft import Draft, IdentityClaim, IntakeStatus
from casework.intakes.hear import hear
from casework.intakes.step import Heard, World
from conversation.model import Channel, VerificationLevel

pytestmark = pytest.mark.unit

MOTOR = said(["A123456789"])
CODE = said("1600023")

READ = [
    ("policy_nos", "A123456789", ["A123456789"]),
    ("policy_nos", "Ａ１２３４５６７８９", ["A123456789"]),
    ("policy_nos", "A123456789、E345678901", ["A123456789", "E345678901"]),
    (
        "policy_nos",
        "自動車保険（証券番号の下4桁 6789）、地震保険（証券番号の下4桁 8901）",
        ["A123456789", "E345678901"],
    ),
    ("policy_nos", "2番", ["F234567890"]),
    ("policy_nos", "火災保険", ["F234567890"]),
    ("policy_nos", "すべて", ["A123456789", "F234567890", "E345678901"]),
    ("new_postal_code", "160-0023", "1600023"),
    ("new_postal_code", "〒１６０００２３", "1600023"),
    ("new_postal_code", "1600023 東京都新宿区西新宿1-2-3", "1600023"),
    ("new_address", "東京都新宿区西新宿1-2-3 サンプルハイツ405", "東京都新宿区西新宿1-2-3 サンプルハイツ405"),
    ("moved_on", "12月5日", "2026-12-05"),
    ("moved_on", "令和8年12月5日", "2026-12-05"),
    ("moved_on", "2026/12/05", "2026-12-05"),
    ("moved_on", "明後日", "2026-11-25"),
    ("moved_on", "先週の水曜日", "2026-11-18"),
    ("phone", "090-0000-0009", "+819000000009"),
    ("phone", "０３ー００００ー０００９", "+81300000009"),
    ("time_window", "平日の午後", "平日の正午から"),
    ("about", " 証券のことで ", "証券のことで"),
]
WITH_MOTOR = [
    ("garage_changes", "はい", True),
    ("garage_changes", "変わりません", False),
    ("garage_changes", "no", False),
    ("new_address", "1-2-3", "東京都新宿区西新宿1-2-3"),
]
UNCLEAR = [
    ("policy_nos", "A999999999"),
    ("policy_nos", "どれだろう"),
    ("new_postal_code", "999-9999"),
    ("new_postal_code", "12"),
    ("new_address", "渋谷"),
    ("moved_on", "13月40日"),
    ("moved_on", "未定"),
    ("moved_on", "1990年1月1日"),
    ("garage_changes", "半分くらい"),
    ("phone", "119"),
    ("phone", "090"),
]


def a_draft(name: str) -> Draft:
    is_callback = name in {spec.name for spec in CALLBACK.fields}
    return draft_of(procedure="callback") if is_callback else draft_of()


def with_motor() -> Draft:
    return draft_of(policy_nos=MOTOR, new_postal_code=CODE)


def heard_by_the_bot(draft: Draft, name: str, text: str) -> Draft:
    """What the bot keeps of the same words when this field's question is open."""
    return heard_next(draft.model_copy(update={"asked": name}), text)


def heard_next(draft: Draft, text: str) -> Draft:
    world = World(
        NOW, Channel.webchat, VerificationLevel.knowledge_match, procedures()[draft.procedure], verification()
    )
    return hear(draft, world, Heard(text, "inform", 0.9)).draft


@pytest.mark.parametrize(("name", "text", "value"), READ)
def test_every_type_of_field_is_read(name: str, text: str, value: object) -> None:
    kept = entered(a_draft(name), name, text).values[name]
    assert (kept.value, kept.source) == (value, "agent")
    assert kept.spoken


@pytest.mark.parametrize(("name", "text", "value"), WITH_MOTOR)
def test_what_is_known_already_helps_to_read(name: str, text: str, value: object) -> None:
    assert entered(with_motor(), name, text).values[name].value == value


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, text, _ in READ])
def test_the_bot_reads_the_same(name: str, text: str) -> None:
    draft = a_draft(name)
    assert entered(draft, name, text).bare()[name] == heard_by_the_bot(draft, name, text).bare()[name]


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, text, _ in WITH_MOTOR])
def test_the_bot_reads_the_same_with_what_is_known(name: str, text: str) -> None:
    draft = with_motor()
    assert entered(draft, name, text).bare()[name] == heard_by_the_bot(draft, name, text).bare()[name]


@pytest.mark.parametrize(("name", "text"), UNCLEAR)
def test_what_the_bot_does_not_understand_is_refused(name: str, text: str) -> None:
    draft = a_draft(name) if name != "garage_changes" else with_motor()
    refusal = refused(draft, name, text)
    assert (refusal.code, refusal.fields) == ("field_unclear", {name: refusal.message})
    assert refusal.message.endswith(("か。", "ください。"))
    assert name not in heard_by_the_bot(draft, name, text).values


@pytest.mark.parametrize("name", ["policy_nos", "new_postal_code", "new_address", "moved_on"])
@pytest.mark.parametrize("text", ["", "　", "\n"])
def test_nothing_is_no_answer(name: str, text: str) -> None:
    assert refused(draft_of(), name, text).code == "field_unclear"


@pytest.mark.parametrize("name", ["", "identity.name", "summary", "phone", "__class__"])
def test_only_fields_of_the_procedure_are_entered(name: str) -> None:
    assert refused(draft_of(), name, "1").code == "field_not_found"


def test_a_field_whose_condition_does_not_hold_is_refused() -> None:
    assert refused(draft_of(), "garage_changes", "はい").code == "field_not_asked"
    only_fire = draft_of(policy_nos=said(["F234567890"]))
    assert refused(only_fire, "garage_changes", "はい").code == "field_not_asked"
    assert entered(only_fire, "risk_location_changes", "はい").bare()["risk_location_changes"] is True


def test_a_field_of_its_own_level_needs_that_level() -> None:
    refusal = refused(complete(), "new_phone", "090-0000-0009")
    assert (refusal.code, list(refusal.fields)) == ("level_too_low", ["new_phone"])
    assert entered(complete(), "new_phone", "090-0000-0009", level=3).bare()["new_phone"] == "+819000000009"


def test_policies_are_chosen_only_for_a_verified_customer() -> None:
    assert refused(draft_of(), "policy_nos", "すべて", counterpart(None, 0)).code == "identity_needed"


def test_a_field_asked_on_mention_can_be_taken_back() -> None:
    wanted = complete().model_copy(update={"wanted": ("new_phone",)})
    given = entered(wanted, "new_phone", "090-0000-0009", level=3)
    for draft in (wanted, given):
        after = entered(draft, "new_phone", " ")
        assert ("new_phone" in after.values, after.wanted) == (False, ())


def test_an_entry_touches_no_other_field() -> None:
    before = complete()
    after = entered(before, "moved_on", "12月6日")
    assert changed_fields(before, after) == ["moved_on"]
    assert {**after.values, "moved_on": None} == {**before.values, "moved_on": None}


def test_a_value_the_agent_enters_again_is_the_agents() -> None:
    after = entered(complete(), "moved_on", "2026-12-05")
    assert after.values["moved_on"].source == "agent"
    assert changed_fields(complete(), after) == ["moved_on"]
    assert changed_fields(after, entered(after, "moved_on", "2026-12-05")) == []


def test_a_new_postal_code_makes_the_old_address_stale() -> None:
    after = entered(complete(), "new_postal_code", "150-0043")
    assert changed_fields(complete(), after) == ["new_postal_code", "new_address"]
    assert "new_address" not in after.values


def test_the_same_postal_code_keeps_the_address() -> None:
    assert "new_address" in entered(complete(), "new_postal_code", "160-0023").values


def test_an_address_elsewhere_brings_its_postal_code() -> None:
    after = entered(complete(), "new_address", "東京都渋谷区道玄坂2-3-4")
    assert after.bare()["new_postal_code"] == "1500043"
    assert {after.values[name].source for name in ("new_address", "new_postal_code")} == {"agent"}


def test_a_postal_code_that_contradicts_the_address_is_refused() -> None:
    draft = draft_of(new_address=said("東京都新宿区西新宿1-2-3"))
    assert refused(draft, "new_postal_code", "530-0001").code == "field_unclear"


def test_a_draft_on_the_desk_is_open_and_its_old_summary_confirms_nothing() -> None:
    handed_off = complete().model_copy(update={"status": IntakeStatus.handed_off, "asked": "summary", "misses": 2})
    after = entered(handed_off, "moved_on", "12月6日")
    assert (after.status, after.asked, after.misses) == (IntakeStatus.open, None, 0)


@pytest.mark.parametrize(
    ("asked", "back_to", "kept"),
    [
        ("moved_on", None, "moved_on"),
        ("person", "moved_on", "moved_on"),
        ("policy_nos", None, None),
        ("identity.name", None, None),
        (None, None, None),
    ],
)
def test_a_question_stays_open_while_its_field_is_missing(
    asked: str | None, back_to: str | None, kept: str | None
) -> None:
    draft = draft_of(policy_nos=MOTOR).model_copy(update={"asked": asked, "back_to": back_to})
    after = taken_up(draft, ADDRESS_CHANGE)
    assert (after.asked, after.back_to) == (kept, None)


def test_the_bot_goes_on_behind_the_agents_entry() -> None:
    """Handed back, it asks what is missing and takes nothing said in between for an answer already given."""
    asked = draft_of(policy_nos=MOTOR).model_copy(update={"asked": "new_postal_code"})
    after = heard_next(entered(asked, "new_postal_code", "160-0023"), "よろしくお願いします")
    assert (after.asked, after.bare()["new_postal_code"]) == ("new_address", "1600023")


def test_the_customers_policies_are_offered_and_a_single_one_is_chosen() -> None:
    empty = draft_of().model_copy(update={"policies": (), "customer_id": None})
    assert for_desk(empty, ADDRESS_CHANGE, HANAKOS, HANAKO.policies).values == {}
    one = for_desk(empty, ADDRESS_CHANGE, ICHIROS, ICHIRO.policies)
    assert (one.bare(), one.values["policy_nos"].source) == ({"policy_nos": ["A111222333"]}, "record")


def test_another_customer_sees_nothing_of_the_first() -> None:
    theirs = for_desk(complete(), ADDRESS_CHANGE, ICHIROS)
    assert (theirs.values, theirs.policies) == ({}, ())
    nobody = for_desk(complete(), ADDRESS_CHANGE, None)
    assert ("policy_nos" in nobody.values, nobody.policies) == (False, ())


def test_a_claim_that_has_served_is_not_kept() -> None:
    claiming = draft_of().model_copy(update={"claim": IdentityClaim(name="佐藤 花子")})
    assert for_desk(claiming, ADDRESS_CHANGE, HANAKOS).claim == IdentityClaim()


def test_a_complete_draft_may_be_submitted() -> None:
    assert refusal_to_submit(complete(), ADDRESS_CHANGE, counterpart()) is None


def test_what_is_missing_is_named() -> None:
    refusal = refusal_to_submit(draft_of(policy_nos=MOTOR, moved_on=said("2026-12-05")), ADDRESS_CHANGE, counterpart())
    assert refusal is not None
    assert (refusal.code, list(refusal.fields)) == (
        "draft_incomplete",
        ["new_postal_code", "new_address", "garage_changes"],
    )


def test_nothing_is_submitted_for_nobody() -> None:
    refusal = refusal_to_submit(complete(), ADDRESS_CHANGE, counterpart(None, 0))
    assert refusal is not None
    assert refusal.code == "identity_needed"
    callback = draft_of(procedure="callback", phone=said("+819000000009"), time_window=said("午後"), about=said("証券"))
    assert refusal_to_submit(callback, CALLBACK, counterpart(None, 0)) is None


def test_a_value_that_needs_a_level_is_not_submitted_below_it() -> None:
    with_phone = entered(complete(), "new_phone", "090-0000-0009", level=3)
    refusal = refusal_to_submit(with_phone, ADDRESS_CHANGE, counterpart(level=2))
    assert refusal is not None
    assert refusal.code == "level_too_low"
    assert refusal_to_submit(with_phone, ADDRESS_CHANGE, counterpart(level=3)) is None
