"""The pages that hold what was said, for readers; without what differs from one telling to the next."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.sim.story import Story
from tests.sim.storyteller import Telling

CHANNEL_NAMES = {"webchat": "ウェブチャット", "sms": "SMS", "voice": "電話"}
_CASE_NO = re.compile(r"T\d{11}")
_SPOKEN_CASE_NO = re.compile(r"ティー(?:[、 ]*(?:ゼロ|イチ|ニー|サン|ヨン|ゴー|ロク|ナナ|ハチ|キュー)){11}")
_CODE = re.compile(r"確認コードは\d{6}")
_LINK = re.compile(r"https?://[^\s。]+")
_INTRODUCTION = """# 会話の記録

学習済みの自動応答と、実際の窓口（ウェブチャット・SMS・電話）でやりとりした会話です。登場する人物と契約はすべて架空です。
台本は `tests/journeys/stories/` にあり、`make transcripts` がこのフォルダーを書き直します。
受付番号・確認コード・リンクは、毎回変わるため伏せてあります。

| 用件 | 会話 | ウェブチャット | SMS | 電話 |
| --- | --- | --- | --- | --- |
"""


def page(subject: str, telling: Telling) -> str:
    text = _CASE_NO.sub("T00000000000", _SPOKEN_CASE_NO.sub("（受付番号）", telling.transcript()))
    text = _LINK.sub("https://example.invalid/c/…", _CODE.sub("確認コードは000000", text))
    title = f"{telling.story.title}（{CHANNEL_NAMES[telling.channel]}）"
    return f"# {title}\n\n台本: `{subject}.yml` の `{telling.story.name}`\n\n{text}\n"


def write_pages(folder: Path, tellings: Iterable[tuple[str, Telling]]) -> None:
    for subject, telling in tellings:
        path = folder / subject / f"{telling.story.name}.{telling.channel}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page(subject, telling), encoding="utf-8")


def write_contents(folder: Path, stories: Sequence[tuple[str, str, Story]]) -> None:
    """README.md: one row for each story, (file, title of the file, story), with a link for each channel."""
    rows = (
        f"| {title} | {story.title} | {' | '.join(_link(subject, story, channel) for channel in CHANNEL_NAMES)} |"
        for subject, title, story in stories
    )
    (folder / "README.md").write_text(_INTRODUCTION + "\n".join(rows) + "\n", encoding="utf-8")


def _link(subject: str, story: Story, channel: str) -> str:
    return f"[読む]({subject}/{story.name}.{channel}.md)" if channel in story.channels else "—"
