"""Our component under Rasa, in the bot's own environment."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.sim.stack import BOT, MODEL

pytestmark = [
    pytest.mark.integration,
    pytest.mark.skipif(not (BOT / ".venv").exists(), reason="the bot's environment is not set up"),
]

TRAIN_TWICE = """
import hashlib, sys
from pathlib import Path
from components.japanese import worder
from components.training import Settings, train
word, folder = worder(), Path(sys.argv[1])
said = {
    "change_address": ["住所を変えたい", "引っ越したので住所変更", "転居しました", "住所変更", "新居に移りました"],
    "reissue_policy": ["証券をなくした", "証券の再発行", "保険証券が見当たらない", "証券をもう一度", "証券を再発行"],
    "out_of_scope": ["明日の天気は", "ラーメンが食べたい", "株価を教えて", "今日は何曜日", "歌って"],
}
pairs = [(word(text), intent) for intent, texts in said.items() for text in texts]
for name in ("one", "two"):
    train([p[0] for p in pairs], [p[1] for p in pairs], Settings()).save(folder / name)
model = train([p[0] for p in pairs], [p[1] for p in pairs], Settings())
print(model.judge(word("引越しで住所がかわりました"), 0.2).ranking[0][0])
print(model.judge(word("小圏の再発行"), 0.2).ranking[0][0])
"""
ASK = """
import asyncio, json, sys
from rasa.core.agent import Agent
agent = Agent.load(sys.argv[1])
answers = [asyncio.run(agent.parse_message(text)) for text in json.loads(sys.argv[2])]
print(json.dumps([[a["intent"], a.get("intent_ranking", [])] for a in answers]))
"""


def in_bot(code: str, *words: str, cwd: Path = BOT) -> list[str]:
    command = [BOT / ".venv/bin/python", "-W", "ignore", "-c", code, *words]
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=True)
    return done.stdout.strip().splitlines()


def test_same_sentences_give_the_same_files(tmp_path: Path) -> None:
    by_word, by_sound = in_bot(TRAIN_TWICE, str(tmp_path))[-2:]
    one, two = ({file.name: file.read_bytes() for file in (tmp_path / name).iterdir()} for name in ("one", "two"))
    assert one == two
    assert (by_word, by_sound) == ("change_address", "reissue_policy")


@pytest.mark.skipif(not MODEL.exists(), reason="the bot is not trained")
def test_trained_model_loads_from_any_folder_and_answers_in_rasas_form(tmp_path: Path) -> None:
    asked = ["住所を変更したいです", "明日の天気を教えて", "", "/greet", "あ" * 4000]
    address, weather, empty, command, long = json.loads(in_bot(ASK, str(MODEL), json.dumps(asked), cwd=tmp_path)[-1])
    assert address[0]["name"] == "change_address"
    assert [entry["name"] for entry in address[1]].count("change_address") == 1
    assert weather[0]["name"] in {"out_of_scope", "nlu_fallback"}
    assert empty[0] == {"name": None, "confidence": 0.0}
    assert command[0]["name"] == "greet"
    assert 0.0 <= long[0]["confidence"] <= 1.0
