"""An interview without a service: the real decisions, with every effect answered by invented records.

The day is Monday, 23 November 2026. The procedure and the verification matrix are the delivered ones.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Self
from uuid import UUID
from zoneinfo import ZoneInfo

from casework.cases.submit import plan_of
from casework.identity.matching import matching_customer
from casework.identity.matrix import Verification
from casework.intakes import step as st
from casework.intakes import wording
from casework.intakes.customer_policies import policies_loaded
from casework.intakes.draft import Draft, IntakeStatus, PolicyBrief
from casework.intakes.duplicates import OpenCase, cases_found
from casework.intakes.hear import hear, open_with
from casework.intakes.identify import forget_claim
from casework.intakes.photos import link_offered
from casework.intakes.questions import ask, ask_next, items_needed, level_of, question_of
from casework.procedures.load import load_procedures, read_checked
from casework.procedures.spec import Outcome, Procedure
from conversation.model import Channel, VerificationLevel
from crm_adapter.model import Customer, CustomerId

CONFIG = Path(__file__).parents[3] / "config"
NOW = datetime(2026, 11, 23, 14, 0, tzinfo=ZoneInfo("Asia/Tokyo"))
CODE = "482913"
ANSWER = "（ご質問への回答）"
CUT_OFF_AFTER = 12


@cache
def procedures() -> dict[str, Procedure]:
    return dict(load_procedures(CONFIG / "procedures"))


@cache
def verification() -> Verification:
    return read_checked(CONFIG / "verification.yml", Verification)


def person(name: str, kana: str, born: date | None, phone: str, *, is_company: bool = False) -> Customer:
    return Customer(
        customer_id=CustomerId(f"T-{phone}"),
        name=name,
        name_kana=kana,
        birth_date=born,
        postal_code="1000001",
        address="東京都千代田区千代田9-9-9",
        phone=phone,
        phone_registered_on=None,
        email=None,
        agency_code=None,
        is_company=is_company,
    )


@dataclass(frozen=True)
class Holder:
    """A policyholder of the scene: the record with its policies."""

    customer: Customer
    policies: tuple[PolicyBrief, ...]


def brief(policy_no: str, line: str, label: str, *facts: str) -> PolicyBrief:
    return PolicyBrief(
        policy_no=policy_no, line=line, label=f"{label}（証券番号の下4桁 {policy_no[-4:]}）", facts=facts
    )


ICHIRO = Holder(
    person("鈴木 一郎", "スズキ イチロウ", date(1975, 11, 23), "+819000000002"),
    (brief("A111222333", "motor", "自動車保険"),),
)
HANAKO = Holder(
    person("佐藤 花子", "サトウ ハナコ", date(1980, 5, 5), "+819000000001"),
    (
        brief("A123456789", "motor", "自動車保険"),
        brief("F234567890", "fire", "火災保険"),
        brief("E345678901", "earthquake", "地震保険"),
    ),
)
SHOP = Holder(
    person("株式会社みなと商店", "ミナトショウテン", None, "+81300000004", is_company=True),
    (brief("A700100200", "motor", "自動車保険"),),
)
TO_IDENTIFY = {
    "鈴木": ("鈴木一郎", "A111222333", "1975年11月23日"),
    "佐藤": ("佐藤花子", "A123456789", "1980年5月5日"),
}


@dataclass
class Scene:
    """One conversation; every sentence runs until the customer is asked something, or the interview ends."""

    holders: tuple[Holder, ...] = (ICHIRO, HANAKO, SHOP)
    procedure: Procedure = field(default_factory=lambda: procedures()["address_change"])
    channel: Channel = Channel.webchat
    level: VerificationLevel = VerificationLevel.nobody
    has_mobile: bool = True
    open_cases: tuple[OpenCase, ...] = ()
    cases_before: int = 0
    draft: Draft = field(init=False)
    holder: Holder | None = None
    said: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    questions: list[str] = field(default_factory=list)
    effects: list[str] = field(default_factory=list)
    handed_off: str | None = None
    outcome: str | None = None
    plan: Outcome | None = None

    def __post_init__(self) -> None:
        self.draft = Draft(intake_id=UUID(int=7), procedure=self.procedure.procedure, version=1)

    @property
    def world(self) -> st.World:
        return st.World(NOW, self.channel, self.level, self.procedure, verification(), cases_before=self.cases_before)

    def opens_with(self, text: str = "住所変更") -> Self:
        self._follow(open_with(self.draft, self.world, st.Heard(text, self.procedure.intent, 0.99)))
        return self

    def customer_says(self, *texts: str, intent: str = "inform", confidence: float = 0.9) -> Self:
        for text in texts:
            self._follow(hear(self.draft, self.world, st.Heard(text, intent, confidence)))
        return self

    def identifies(self, family_name: str) -> Self:
        return self.customer_says(*TO_IDENTIFY[family_name])

    def resumes(self) -> Self:
        self.draft = self.draft.model_copy(update={"status": IntakeStatus.open, "back_to": None, "misses": 0})
        self._follow(ask(self.draft, "resume", self.world))
        return self

    def returns_later(self, customer_id: str | None = None) -> Self:
        """The contact was closed meanwhile; `customer_id` is who was verified anew before the draft is taken up."""
        level = VerificationLevel.nobody if customer_id is None else VerificationLevel.knowledge_match
        self.level, self.draft = level, self.draft.for_customer(customer_id)
        return self

    def expect_question(self, code: str) -> Self:
        assert (self.draft.asked, self.handed_off, self.outcome) == (code, None, None), self.said
        return self

    def expect_said(self, *parts: str) -> Self:
        for part in parts:
            assert part in self.text, self.text
        return self

    def expect_not_said(self, *parts: str) -> Self:
        for part in parts:
            assert part not in self.text, self.text
        return self

    def expect_value(self, name: str, value: object) -> Self:
        assert self.value(name) == value, self.text
        return self

    def expect_handed_off(self, reason: str) -> Self:
        assert self.handed_off == reason, self.said
        return self

    def expect_submitted(self, outcome: str = "completed") -> Self:
        assert self.outcome == outcome, self.said
        return self

    @property
    def text(self) -> str:
        return "\n".join(self.said)

    def value(self, name: str) -> Any:
        return self.draft.bare().get(name)

    def _follow(self, step: st.Step) -> None:
        """Carry out effects until the step has none that leads on."""
        for _ in range(CUT_OFF_AFTER):
            self.draft = step.draft
            if step.effect is None:
                break
            self.effects.append(type(step.effect).__name__)
            following = self._carried_out(step, step.effect)
            if following is None:
                break
            step = following.before(*step.say)
        else:
            raise AssertionError(f"The step does not come to an end: {self.effects}")
        self.said, self.choices = step.say, tuple(choice.value for choice in step.choices)
        self.questions.append(self.draft.asked or "")

    def _carried_out(self, step: st.Step, effect: st.Effect) -> st.Step | None:
        match effect:
            case st.HandOff(reason):
                self.handed_off = reason
                return None
            case st.Submit():
                self.plan = plan_of(step.draft, self.procedure)[0]
                self.outcome = self.plan.status
                return None
            case st.Tell():
                self.outcome = "told"
                return None
            case st.CheckIdentity():
                return self._checked(step.draft)
            case st.LoadPolicies() | st.FindOpenCases():
                return self._from_record(step.draft, effect)
            case st.SendCode():
                return ask_next(step.draft.model_copy(update={"code_sent": True}), self.world)
            case st.CheckCode(digits):
                return self._with_code(step.draft, digits)
            case st.SendPhotoLink():
                return link_offered(step.draft, self.world, is_sent=self.has_mobile)
            case st.SendWritingLink():
                said = wording.WRITING_LINK_SENT if self.has_mobile else wording.WRITING_LINK_NOT_SENT
                return question_of(step.draft, self.world).before(said)
            case _:
                return question_of(step.draft, self.world).before(ANSWER)

    def _checked(self, draft: Draft) -> st.Step:
        candidates = [(h.customer, frozenset(p.policy_no for p in h.policies)) for h in self.holders]
        customer = matching_customer(draft.claim, candidates, items_needed(draft, self.world))
        if customer is None:
            forgotten = forget_claim(draft)
            return ask_next(forgotten, self.world).before(wording.NOT_VERIFIED)
        self.holder = next(holder for holder in self.holders if holder.customer is customer)
        self.level = level_of(draft.claim)
        return ask_next(draft.verified_as(customer.customer_id), self.world).before(wording.VERIFIED)

    def _from_record(self, draft: Draft, effect: st.LoadPolicies | st.FindOpenCases) -> st.Step:
        if isinstance(effect, st.FindOpenCases):
            return cases_found(draft, self.world, self.open_cases)
        assert self.holder is not None
        return policies_loaded(draft, self.world, self.holder.customer.customer_id, self.holder.policies)

    def _with_code(self, draft: Draft, digits: str) -> st.Step:
        if digits != CODE:
            return st.Step(draft, (wording.CODE_WRONG,))
        self.level = VerificationLevel.one_time_code
        return ask_next(draft, self.world).before(wording.VERIFIED)


def verified(family_name: str = "鈴木", *more: str) -> Scene:
    """A scene behind the identity check, with further answers given."""
    return Scene().opens_with().identifies(family_name).customer_says(*more)


def at_summary(*more: str) -> Scene:
    """The motor customer's interview with its summary on the table."""
    scene = verified("鈴木", "160-0023", "1-2-3 サンプルハイツ 405", "12月5日", "いいえ")
    return scene.expect_question("summary").customer_says(*more)


def asked_fields(scene: Scene) -> Sequence[str]:
    """The questions in order, without repetitions of the open one."""
    return [code for index, code in enumerate(scene.questions) if index == 0 or scene.questions[index - 1] != code]
