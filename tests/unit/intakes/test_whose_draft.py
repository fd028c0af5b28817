"""A draft outlives its contact, the verification does not: whoever goes on with it proves who they are."""

from uuid import UUID

import pytest
from scene import HANAKO, ICHIRO, Scene, at_summary, procedures, verified

from casework.intakes.draft import Draft, FieldValue, IdentityClaim, Relation
from casework.intakes.wording import CONFIRM
from conversation.model import Channel, VerificationLevel

pytestmark = pytest.mark.unit


def test_a_summary_cannot_be_confirmed_by_somebody_unverified() -> None:
    scene = at_summary().returns_later().customer_says(CONFIRM)
    scene.expect_question("identity.name").expect_not_said("自動車保険", "4桁")


def test_the_same_customer_finds_their_answers_again() -> None:
    scene = at_summary().returns_later().customer_says("はい").identifies("鈴木")
    scene.expect_question("summary").expect_value("moved_on", "2026-12-05").customer_says(CONFIRM).expect_submitted()


def test_another_customer_finds_nothing_of_the_first() -> None:
    scene = at_summary().returns_later().customer_says("はい").identifies("佐藤")
    scene.expect_question("policy_nos").expect_value("new_address", None).expect_value("moved_on", None)
    assert scene.draft.policies == HANAKO.policies


def test_another_customer_who_is_verified_already_finds_nothing_of_the_first() -> None:
    scene = at_summary().returns_later(HANAKO.customer.customer_id)
    assert (scene.draft.values, scene.draft.policies, scene.draft.asked) == ({}, (), None)


def test_the_verified_customer_goes_on_where_they_were() -> None:
    scene = at_summary()
    before = scene.draft
    assert scene.returns_later(ICHIRO.customer.customer_id).draft == before


def test_waiting_for_the_identity_keeps_what_was_said_of_it() -> None:
    scene = at_summary().returns_later().customer_says("はい", "鈴木一郎").returns_later()
    scene.customer_says("A111222333", "1975年11月23日").expect_question("summary")


def test_the_claim_is_not_kept_once_it_has_served() -> None:
    assert verified().draft.claim == IdentityClaim()


CONTACT, OTHER = UUID(int=1), UUID(int=2)


@pytest.mark.parametrize(
    ("contact_id", "channel", "may_go_on"),
    [
        (CONTACT, Channel.voice, True),
        (OTHER, Channel.voice, False),
        (OTHER, Channel.sms, True),
        (OTHER, Channel.webchat, True),
    ],
)
def test_a_caller_hears_nothing_of_what_another_contact_left_unproved(
    contact_id: UUID, channel: Channel, *, may_go_on: bool
) -> None:
    draft = at_summary().draft.model_copy(update={"contact_id": CONTACT, "customer_id": None})
    assert draft.may_go_on(contact_id, channel) is may_go_on


def test_what_belongs_to_a_customer_asks_who_calls_before_it_tells_anything() -> None:
    draft = at_summary().draft.model_copy(update={"contact_id": CONTACT})
    assert draft.customer_id is not None
    assert draft.may_go_on(OTHER, Channel.voice)


def test_the_family_hears_nothing_of_what_the_verified_policyholder_said() -> None:
    """For the bereaved no proof is needed: that must not open the policyholder's own draft."""
    draft = Draft(
        intake_id=UUID(int=7),
        procedure="policyholder_transfer",
        version=1,
        values={"new_name": FieldValue(value="鈴木二郎", spoken="鈴木二郎さま", text="")},
        opening_text="契約者を二郎に変えたい",
        customer_id="C-1",
    )
    family = draft.for_customer(None).told_as(Relation.family, VerificationLevel.nobody)
    assert (family.relation, family.customer_id, family.values, family.opening_text) == (Relation.family, None, {}, "")
    proved = draft.told_as(Relation.family, VerificationLevel.knowledge_match)
    assert proved.values == draft.values


def test_a_stopped_transfer_is_not_read_back_to_who_says_the_policyholder_died() -> None:
    scene = Scene(procedure=procedures()["policyholder_transfer"], channel=Channel.voice)
    scene.opens_with("契約者を息子に変えたい").identifies("佐藤")
    assert scene.draft.customer_id is not None
    told = scene.draft.with_value("secret", FieldValue(value="x", spoken="x", text="秘密"))
    scene.draft = told
    scene.returns_later().opens_with("父が亡くなりました")
    assert scene.draft.relation is Relation.family
    assert (scene.value("secret"), scene.draft.policies, scene.draft.customer_id) == (None, (), None)
