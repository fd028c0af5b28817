"""Policyholders of the document procedures, with the facts their record would give on 23 November 2026."""

from datetime import date
from typing import Any

from scene import Holder, Scene, person, procedures

from casework.intakes.draft import PolicyBrief

LABELS = {"motor": "自動車保険", "fire": "火災保険", "earthquake": "地震保険"}


def policy(policy_no: str, line: str, *facts: str, expires_on: date = date(2027, 5, 1), **more: Any) -> PolicyBrief:
    label = f"{LABELS[line]}（証券番号の下4桁 {policy_no[-4:]}）"
    return PolicyBrief(policy_no=policy_no, line=line, label=label, facts=facts, expires_on=expires_on, **more)


ICHIRO = person("鈴木 一郎", "スズキ イチロウ", date(1975, 11, 23), "+819000000002")
IDENTITY = ("鈴木一郎", "A111222333", "1975年11月23日")
MOTOR = policy("A111222333", "motor")
FIRE = policy("F111222334", "fire", "has_earthquake", "multi_year")
EARTHQUAKE = policy("E111222335", "earthquake", "has_earthquake", "multi_year")


def asking(name: str, opening: str, *policies: PolicyBrief, **more: Any) -> Scene:
    """The scene behind the identity check, opened with this sentence."""
    holder = Holder(ICHIRO, policies or (MOTOR,))
    scene = Scene(holders=(holder,), procedure=procedures()[name], **more)
    scene.draft = scene.draft.model_copy(update={"opening_text": opening})
    return scene.opens_with(opening).customer_says(IDENTITY[0], holder.policies[0].policy_no, IDENTITY[2])
