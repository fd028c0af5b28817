"""The form shows what the interview would ask, and where every value comes from."""

import pytest
from desk_scene import ADDRESS_CHANGE, CALLBACK, complete, draft_of, entered, said

from casework.intakes.draft import Draft, FieldValue, IntakeStatus
from casework.intakes.form import Form, FormField, form_of
from casework.procedures.spec import Procedure
from conversation.model import Channel

pytestmark = pytest.mark.unit


def form(draft: Draft, procedure: Procedure = ADDRESS_CHANGE, channel: Channel = Channel.webchat) -> Form:
    return form_of(draft, procedure, channel)


def field(draft: Draft, name: str) -> FormField:
    return next(one for one in form(draft).fields if one.spec.name == name)


def missing(draft: Draft, procedure: Procedure = ADDRESS_CHANGE) -> list[str]:
    return [spec.name for spec in form(draft, procedure).missing]


def test_every_field_of_the_procedure_is_there_in_its_order() -> None:
    for procedure in (ADDRESS_CHANGE, CALLBACK):
        shown = form(draft_of(procedure=procedure.procedure), procedure)
        assert [one.spec for one in shown.fields] == list(procedure.fields)


def test_a_condition_decides_what_is_asked() -> None:
    before = draft_of()
    motor = entered(before, "policy_nos", "自動車")
    fire = entered(motor, "policy_nos", "火災保険")
    asked = [(field(draft, "garage_changes").is_asked, field(draft, "risk_location_changes").is_asked)
             for draft in (before, motor, fire)]  # fmt: skip
    assert asked == [(False, False), (True, False), (False, True)]
    assert ("garage_changes" in missing(motor), "garage_changes" in missing(fire)) == (True, False)


def test_missing_is_what_the_interview_would_still_ask() -> None:
    assert missing(draft_of()) == ["policy_nos", "new_postal_code", "new_address", "moved_on"]
    assert missing(complete()) == []
    assert missing(draft_of(procedure="callback"), CALLBACK) == ["phone", "time_window", "about"]


def test_a_field_on_mention_is_needed_only_once_it_is_wanted() -> None:
    wanted = complete().model_copy(update={"wanted": ("new_phone",)})
    shown = field(complete(), "new_phone"), field(wanted, "new_phone")
    assert [(one.is_asked, one.is_needed) for one in shown] == [(True, False), (True, True)]
    assert missing(wanted) == ["new_phone"]


def test_an_answer_whose_condition_has_gone_is_neither_needed_nor_read_back() -> None:
    dropped = entered(complete(), "policy_nos", "火災保険")
    garage = field(dropped, "garage_changes")
    assert (garage.is_asked, garage.is_needed, garage.value is not None) == (False, False, True)
    assert not [row for row in form(dropped).summary if "使用場所" in row]


@pytest.mark.parametrize(
    ("value", "status", "is_confirmed"),
    [
        (said("2026-12-05"), IntakeStatus.open, False),
        (said("2026-12-05"), IntakeStatus.handed_off, False),
        (said("2026-12-05"), IntakeStatus.paused, False),
        (said("2026-12-05"), IntakeStatus.submitted, True),
        (said("2026-12-05").model_copy(update={"source": "record"}), IntakeStatus.open, True),
        (said("2026-12-05").model_copy(update={"source": "agent"}), IntakeStatus.open, True),
        (said("2026-12-05", confident=False).model_copy(update={"source": "agent"}), IntakeStatus.open, False),
    ],
)
def test_what_counts_as_confirmed(value: FieldValue, status: IntakeStatus, is_confirmed: bool) -> None:
    draft = complete().with_value("moved_on", value).model_copy(update={"status": status})
    assert field(draft, "moved_on").is_confirmed is is_confirmed


def test_a_field_without_a_value_is_not_confirmed() -> None:
    assert not [one for one in form(draft_of()).fields if one.is_confirmed or one.value]


def test_policies_are_chosen_by_number_and_yes_no_by_its_words() -> None:
    choices = {one.spec.name: one.choices for one in form(complete()).fields}
    assert [choice.value for choice in choices["policy_nos"]] == ["A123456789", "F234567890", "E345678901"]
    assert [choice.value for choice in choices["garage_changes"]] == ["はい", "いいえ"]
    assert choices["moved_on"] == ()


@pytest.mark.parametrize("name", ["policy_nos", "garage_changes"])
def test_every_choice_is_an_entry_by_label_and_by_value(name: str) -> None:
    for choice in field(complete(), name).choices:
        by_label, by_value = (entered(complete(), name, text).bare()[name] for text in (choice.label, choice.value))
        assert by_label == by_value


@pytest.mark.parametrize(
    ("asked", "back_to", "question"),
    [
        (None, None, None),
        ("moved_on", None, "お引越しの日はいつですか"),
        ("person", "moved_on", "お引越しの日はいつですか"),
        ("person", None, None),
        ("identity.birth_date", None, "生年月日"),
        ("summary", None, "次の内容で承ります"),
    ],
)
def test_the_last_question_is_the_one_the_customer_left_open(
    asked: str | None, back_to: str | None, question: str | None
) -> None:
    shown = form(complete().model_copy(update={"asked": asked, "back_to": back_to})).last_question
    assert (shown is None) is (question is None)
    assert (question or "") in (shown or "")


def test_the_question_is_that_of_the_customers_channel() -> None:
    spoken = form(draft_of(), channel=Channel.voice).fields[0].prompt
    assert "番号で" in spoken
    assert spoken != field(draft_of(), "policy_nos").prompt


def test_the_summary_reads_values_back_and_then_what_follows_from_them() -> None:
    shown = form(complete().with_value("garage_changes", said(True, "はい"))).summary
    assert shown[:4] == (
        "対象のご契約: 自動車保険",
        "新しい郵便番号: 〒160-0023 東京都新宿区西新宿",
        "新しいご住所: 東京都新宿区西新宿1-2-3",
        "お引越し日: 2026年12月5日",
    )
    assert shown[-1] == ADDRESS_CHANGE.consequences[1].say
    assert form(complete()).summary[-1] == "お車を主に使う場所: 変わらない"
