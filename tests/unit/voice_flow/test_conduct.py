"""What a call does next, whoever holds the conversation and whatever was heard."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from casework.procedures.load import read_checked
from conversation.messages import AnswerKind, Choice, Expecting
from conversation.model import BOT, ConversationId, Direction, Holder, HolderKind
from gateway.channels.voice.calls import Call, CallState, caller_of
from gateway.channels.voice.conduct import go_on, hold_on, take_in
from gateway.channels.voice.plan import Connect, HangUp, Listen, Poll, TakeMessage, Wait
from gateway.channels.voice.scene import Device, Farewell, Heard, Next, Place, Posted, Scene, Words
from gateway.channels.voice.voice_file import VoiceFile

pytestmark = pytest.mark.unit

NOON = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
VOICE = read_checked(Path(__file__).parents[3] / "config" / "voice.yml", VoiceFile)
CALL = Call("CA1", ConversationId(uuid4()), uuid4(), Direction.inbound, "+819000000001", NOON, NOON, step=4)
QUESTION = Posted(3, is_agents=False, text="郵便番号を教えてください。")
NEWS = Posted(5, is_agents=False, text="承りました。")
WITH_BOT = Scene(BOT, message_seq=4, question=QUESTION)
IN_QUEUE = Scene(Holder(HolderKind.queue, "general"), message_seq=4, place=Place(2, is_staffed=True, waited_seconds=0))
WITH_AGENT = Scene(Holder(HolderKind.agent, "a-1"), message_seq=4)
OVER = Scene(Holder(HolderKind.none, "a-1"), message_seq=4)


def next_of(decided: object) -> Next:
    assert isinstance(decided, Next)
    return decided


def said(after: Next) -> str:
    return "".join(after.plan.say)


def test_the_bots_news_are_said_and_the_call_listens_on() -> None:
    expects = Expecting(kind=AnswerKind.postal_code, digits=7)
    news = replace(NEWS, expects=expects, choices=(Choice(label="はい", value="はい"),))
    after = go_on(CALL, replace(WITH_BOT, news=(news,), message_seq=5), VOICE)
    assert after.plan.then == Listen("/twilio/voice/hear?step=5", expects, news.choices)
    assert after.plan.say == ("承りました。",)
    assert (after.call.step, after.call.spoken_seq, after.call.state) == (5, 5, CallState.listening)


def test_an_answer_still_thought_of_is_polled_for_after_what_is_known() -> None:
    after = go_on(CALL, replace(WITH_BOT, news=(NEWS,), is_pending=True), VOICE)
    assert after.plan.then == Poll("/twilio/voice/poll?step=5&n=1")
    assert after.plan.say == ("承りました。",)


def test_nothing_new_asks_for_the_words_again() -> None:
    assert said(go_on(CALL, WITH_BOT, VOICE)) == VOICE.words.not_heard


def test_polls_count_and_remember_what_they_stand_for() -> None:
    plan = hold_on(CALL, (), tries=2, of="hear.4").plan
    assert plan.then == Poll("/twilio/voice/poll?step=5&n=3&of=hear.4")


def test_the_queue_tells_the_place_once_with_the_offer_of_a_callback() -> None:
    first = go_on(CALL, IN_QUEUE, VOICE)
    assert first.plan.then == Wait("/twilio/voice/queue?step=5", VOICE.waiting.round_seconds)
    words = VOICE.words
    place = words.waiting_position.format(position=2)
    assert first.plan.say == (place, words.callback_offer, words.emergencies_first)
    assert go_on(first.call, IN_QUEUE, VOICE).plan.say[0] in VOICE.words.waiting


def test_who_waits_as_an_emergency_is_not_asked_for_one() -> None:
    place = Place(1, is_staffed=True, waited_seconds=0, is_emergency=True)
    assert VOICE.words.emergencies_first not in go_on(CALL, replace(IN_QUEUE, place=place), VOICE).plan.say


def test_with_music_nothing_is_said_until_something_changes() -> None:
    music = VOICE.model_copy(update={"waiting": VOICE.waiting.model_copy(update={"music_url": "https://x.example/m"})})
    assert go_on(replace(CALL, told_position=2), IN_QUEUE, music).plan.say == ()


@pytest.mark.parametrize("caller", [None, "+14155550100"])
def test_who_cannot_be_called_is_offered_no_callback(caller: str | None) -> None:
    after = go_on(replace(CALL, caller=caller), IN_QUEUE, VOICE)
    assert VOICE.words.callback_offer not in after.plan.say


@pytest.mark.parametrize(
    "place",
    [None, Place(1, is_staffed=False, waited_seconds=0), Place(1, is_staffed=True, waited_seconds=100_000)],
)
def test_where_nobody_comes_a_message_is_taken(place: Place | None) -> None:
    after = go_on(CALL, replace(IN_QUEUE, place=place), VOICE)
    assert after.plan.then == TakeMessage("/twilio/voice/message?step=5")
    assert after.call.state is CallState.voicemail


def test_the_agents_device_rings() -> None:
    after = go_on(replace(CALL, wants_callback=True), replace(WITH_AGENT, device=Device(number="+815000000001")), VOICE)
    assert after.plan.then == Connect("/twilio/voice/dialled?step=5", number="+815000000001")
    assert (after.call.agent_id, after.call.state, after.call.wants_callback) == ("a-1", CallState.dialling, False)


def test_what_the_agent_said_in_the_talk_is_not_said_again() -> None:
    news = (replace(NEWS, is_agents=True, text="検査です。"), NEWS)
    talked = replace(CALL, state=CallState.talking)
    assert go_on(talked, replace(WITH_BOT, news=news), VOICE).plan.say == ("承りました。",)
    assert go_on(CALL, replace(WITH_BOT, news=news), VOICE).plan.say == ("検査です。", "承りました。")


@pytest.mark.parametrize("scene", [OVER, replace(WITH_BOT, is_over=True)])
def test_after_the_end_there_is_only_goodbye(scene: Scene) -> None:
    assert go_on(CALL, scene, VOICE).plan.then == HangUp()


def test_words_are_taken_as_they_are() -> None:
    taken = take_in(replace(CALL, silences=1, mishearings=2), WITH_BOT, Heard(" 東京です ", 0.9), VOICE)
    assert isinstance(taken, Words)
    assert (taken.text, taken.keys, taken.call.silences, taken.call.mishearings) == ("東京です", None, 0, 0)


def test_keys_outrank_speech() -> None:
    taken = take_in(CALL, WITH_BOT, Heard("えーと", 0.1, "1234567"), VOICE)
    assert isinstance(taken, Words)
    assert (taken.text, taken.keys) == ("1234567", "1234567")


def test_a_key_answers_what_was_heard_and_not_what_came_meanwhile() -> None:
    asked = replace(QUESTION, choices=(Choice(label="甲", value="甲"), Choice(label="乙", value="乙")))
    came = replace(NEWS, choices=(Choice(label="丙", value="丙"),))
    taken = take_in(CALL, replace(WITH_BOT, question=asked, news=(came,)), Heard(keys="1"), VOICE)
    assert isinstance(taken, Words)
    assert taken.text == "甲"


def test_the_ladder_of_silence() -> None:
    first = next_of(take_in(CALL, WITH_BOT, Heard(), VOICE))
    assert said(first) == f"{VOICE.words.repeat}{QUESTION.text}"
    second = next_of(take_in(first.call, WITH_BOT, Heard(), VOICE))
    assert said(second) == f"{VOICE.words.are_you_there}{QUESTION.text}"
    assert take_in(second.call, WITH_BOT, Heard(), VOICE) is Farewell.silence


def test_who_writes_in_the_linked_page_is_waited_for_in_silence() -> None:
    asked = replace(QUESTION, choices=(Choice(label="はい", value="はい"),), expects=Expecting(kind=AnswerKind.yes_no))
    quiet = next_of(
        take_in(replace(CALL, silences=2), replace(WITH_BOT, question=asked, is_writing=True), Heard(), VOICE)
    )
    assert quiet.plan.then == Listen("/twilio/voice/hear?step=5", asked.expects)
    assert (quiet.plan.say, quiet.call.silences) == ((), 0)
    spoken = take_in(CALL, replace(WITH_BOT, question=asked, is_writing=True, news=(NEWS,)), Heard(), VOICE)
    assert next_of(spoken).plan.say == ("承りました。",)


def test_news_are_said_in_place_of_a_reproach() -> None:
    told = next_of(take_in(replace(CALL, silences=2), replace(WITH_BOT, news=(NEWS,)), Heard(), VOICE))
    assert (told.plan.say, told.call.silences) == (("承りました。",), 0)


def test_silence_is_no_matter_once_somebody_else_has_the_call() -> None:
    assert isinstance(next_of(take_in(replace(CALL, silences=2), WITH_AGENT, Heard(), VOICE)).plan.then, Connect)


def test_the_ladder_of_mishearing_for_free_words() -> None:
    first = next_of(take_in(CALL, WITH_BOT, Heard("もご", 0.1), VOICE))
    assert said(first) == VOICE.words.not_heard
    second = take_in(first.call, WITH_BOT, Heard("もごもご", 0.1), VOICE)
    assert isinstance(second, Words)
    assert take_in(second.call, WITH_BOT, Heard("もご", 0.1), VOICE) is Farewell.person


def test_where_keys_can_answer_they_are_offered() -> None:
    asked = replace(QUESTION, expects=Expecting(kind=AnswerKind.postal_code, digits=7))
    offered = next_of(
        take_in(replace(CALL, mishearings=1), replace(WITH_BOT, question=asked), Heard("もご", 0.1), VOICE)
    )
    assert said(offered) == VOICE.words.not_heard_by_keys


@pytest.mark.parametrize("text", ["もう一度", "もう一度お願いします。", "もう一度言ってください"])
def test_the_question_is_said_again(text: str) -> None:
    assert next_of(take_in(CALL, WITH_BOT, Heard(text, 0.9), VOICE)).plan.say == (QUESTION.text,)


def test_who_wants_it_slower_is_spoken_to_slowly() -> None:
    assert next_of(take_in(CALL, WITH_BOT, Heard("ゆっくりお願いします", 0.9), VOICE)).call.is_slow


def test_the_rest_is_said_only_where_there_is_one() -> None:
    told = next_of(take_in(replace(CALL, rest=("後半です。",)), WITH_BOT, Heard("続き", 0.9), VOICE))
    assert (told.plan.say, told.call.rest) == (("後半です。",), ())
    assert isinstance(take_in(CALL, WITH_BOT, Heard("続き", 0.9), VOICE), Words)


@pytest.mark.parametrize(
    ("sender", "number"),
    [
        ("+819000000001", "+819000000001"),
        ("090-0000-0001", "+819000000001"),
        ("0300000001", "+81300000001"),
        ("+14155550100", "+14155550100"),
        ("", None),
        ("anonymous", None),
        ("+266696687", None),
        ("sip:+819000000001@example.com", None),
        ("client:someone", None),
        ("+8190\n", None),
    ],
)
def test_who_calls(sender: str, number: str | None) -> None:
    assert caller_of(sender) == number


def test_after_a_goodbye_the_call_ends() -> None:
    goodbye = Posted(5, is_agents=False, text="ありがとうございました。", expects=Expecting(kind=AnswerKind.nothing))
    after = go_on(CALL, replace(WITH_BOT, news=(goodbye,), message_seq=5), VOICE)
    assert isinstance(after.plan.then, HangUp)
    assert said(after) == "ありがとうございました。"


def test_keys_are_told_behind_the_last_part_only() -> None:
    choices = (Choice(label="はい", value="はい"),)
    news = replace(NEWS, text="長いご説明でございます。" * 30 + "よろしいですか。", choices=choices)
    first = go_on(CALL, replace(WITH_BOT, news=(news,), message_seq=5), VOICE)
    assert isinstance(first.plan.then, Listen)
    assert (first.plan.then.choices, first.plan.say[-1]) == ((), VOICE.words.more)
    last = next_of(take_in(replace(CALL, rest=("よろしいですか。",)), asked_with(choices), Heard("続き", 0.9), VOICE))
    assert isinstance(last.plan.then, Listen)
    assert last.plan.then.choices == choices
    keyed = take_in(first.call, asked_with(choices), Heard(keys="1"), VOICE)
    assert isinstance(keyed, Words)
    assert keyed.text == "はい"


def asked_with(choices: tuple[Choice, ...]) -> Scene:
    return replace(WITH_BOT, question=replace(QUESTION, choices=choices))


def test_that_nobody_is_there_is_said_once() -> None:
    alone = replace(IN_QUEUE, place=Place(1, is_staffed=False, waited_seconds=0), is_identified=True)
    told = replace(NEWS, text="お返事まで、少しお時間をいただきます。")
    after = go_on(CALL, replace(alone, news=(told,)), VOICE)
    assert after.plan.say == (told.text, VOICE.words.voicemail)
    assert go_on(CALL, alone, VOICE).plan.say == (VOICE.words.nobody_answers, VOICE.words.voicemail)


@pytest.mark.parametrize(("caller", "is_identified"), [(None, True), ("+819000000001", False)])
def test_who_is_not_known_or_cannot_be_called_leaves_name_and_number(
    caller: str | None,
    is_identified: bool,
) -> None:
    alone = replace(IN_QUEUE, place=Place(1, is_staffed=False, waited_seconds=0), is_identified=is_identified)
    said = go_on(replace(CALL, caller=caller), alone, VOICE).plan.say[-1]
    assert said == VOICE.words.voicemail_unknown
    assert "お名前とお電話番号" in said


def test_who_is_known_is_asked_for_nothing_again() -> None:
    assert "お名前" not in VOICE.words.voicemail
    assert "ご用件" not in VOICE.words.voicemail


def test_who_is_in_danger_is_sent_to_those_who_help() -> None:
    alone = replace(IN_QUEUE, place=Place(1, is_staffed=False, waited_seconds=0, is_emergency=True))
    after = go_on(CALL, alone, VOICE)
    assert (after.plan.then, after.plan.say[-1]) == (HangUp(), VOICE.words.nobody_in_danger)
    assert after.call.wants_callback
    withheld = go_on(replace(CALL, caller=None), alone, VOICE)
    assert (withheld.plan.then, withheld.plan.say[-1]) == (HangUp(), VOICE.words.nobody_in_danger_unknown)
    assert not withheld.call.wants_callback


def test_danger_ends_with_the_ambulance_and_never_with_a_beep() -> None:
    words = VOICE.words
    for last in (words.nobody_in_danger, words.nobody_in_danger_unknown):
        assert "119番" in last
        assert "発信音" not in last
