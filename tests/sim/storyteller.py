"""Telling a story over one channel, and writing down what was said."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.sim.customer import Customer
from tests.sim.polling import eventually
from tests.sim.population import Person
from tests.sim.speaker import Comes, Speaker
from tests.sim.story import Line, Story
from tests.sim.telephone import Caller
from tests.sim.texter import Texter

COMES: Mapping[str, Comes] = {"webchat": Customer, "sms": Texter, "voice": Caller}
_SPOKEN_DIGITS = ("ゼロ", "イチ", "ニー", "サン", "ヨン", "ゴー", "ロク", "ナナ", "ハチ", "キュー")
_CASE_NO = re.compile(r"T\d{11}")
_CODE = re.compile(r"確認コードは(\d{6})")
_SAID_BY = {"customer": "**お客さま** {}", "service": "**自動応答** {}", "choices": "（選択肢：{}）"}


@dataclass
class Telling:
    """What came of one story on one channel; `wrong` says where it went astray. `lasted`: from when until when."""

    story: Story
    channel: str
    person: Person = field(repr=False)
    said: list[tuple[str, str]] = field(default_factory=list)
    case_nos: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    lasted: list[datetime] = field(default_factory=list)

    def heard(self, text: str, choices: Sequence[str] = ()) -> None:
        self.case_nos += [number for number in _CASE_NO.findall(written(text)) if number not in self.case_nos]
        self.said.append(("service", text))
        if choices:
            self.said.append(("choices", "／".join(choices)))

    def transcript(self) -> str:
        return "\n\n".join(_SAID_BY[who].format(text) for who, text in self.said)


def written(text: str) -> str:
    """What the telephone says digit by digit, as digits."""
    text = text.replace("ティー", "T")
    for digit, spoken in enumerate(_SPOKEN_DIGITS):
        text = text.replace(spoken, str(digit))
    return re.sub(r"(?<=[T0-9])[、 ](?=[0-9])", "", text)


async def tell(story: Story, channel: str, person: Person, url: str) -> Telling:
    """Say the lines one after the other; the first answer that is not as written ends the telling."""
    telling = Telling(story, channel, person, lasted=[datetime.now(UTC)])
    try:
        # A number of one's own on the telephone; codes go to the registered one all the same.
        async with COMES[channel](url) as speaker:
            if isinstance(speaker, Caller):
                telling.heard(speaker.greeting)
            for line in story.lines:
                if channel in line.only and not telling.wrong:
                    await _turn(telling, speaker, line, url)
    except (AssertionError, OSError, TimeoutError) as error:
        telling.wrong.append(f"{type(error).__name__}: {str(error)[:500]}")
    telling.lasted.append(datetime.now(UTC))
    return telling


async def _turn(telling: Telling, speaker: Speaker, line: Line, url: str) -> None:
    said, answer = await _act(telling, speaker, line, url)
    text = answer["text"]
    telling.said.append(("customer", said))
    telling.heard(text, [choice["label"] for choice in answer.get("choices", ())])
    plain = written(text)
    told = {**telling.person.words}
    for piece in line.hear:
        wanted = piece.format(**told)
        if wanted not in text and wanted not in plain:
            telling.wrong.append(f"after 「{said}」, without 「{wanted}」: {text}")
    for piece in (*line.never, *telling.story.never):
        if piece.format(**told) in text:
            telling.wrong.append(f"after 「{said}」, with 「{piece}」: {text}")


async def _act(telling: Telling, speaker: Speaker, line: Line, url: str) -> tuple[str, Mapping[str, Any]]:
    if line.code:
        code = await _code_sent_to(telling.person, url, line.code)
        return code, await speaker.says(code)
    if isinstance(speaker, Caller) and line.press is not None:
        return f"［{line.press}］", await speaker.presses(line.press)
    if isinstance(speaker, Caller) and line.silent:
        return "（無言）", await speaker.keeps_silent()
    said = (line.say or "").format(**telling.person.words)
    return said, await speaker.says(said)


async def _code_sent_to(person: Person, url: str, nth: int) -> str:
    """The newest code on the telephone that stands in the record, once so many have come."""
    async with Texter(url, "+81" + person.phone.replace("-", "")[1:]) as telephone:
        bodies = await eventually(telephone.received, lambda bodies: len(_codes_in(bodies)) >= nth)
    return _codes_in(bodies)[-1]


def _codes_in(bodies: Sequence[str]) -> list[str]:
    return [found.group(1) for body in bodies if (found := _CODE.search(body))]
