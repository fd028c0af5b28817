"""What a call does next, as pure functions of the call and of the conversation as it stands."""

import re
from collections.abc import Sequence
from dataclasses import replace

from conversation.model import HolderKind
from gateway.channels.voice.calls import Call, CallState
from gateway.channels.voice.keys import asks_to_repeat, words_of_keys
from gateway.channels.voice.listening import is_misheard
from gateway.channels.voice.plan import CallPlan, Connect, HangUp, Listen, Poll, TakeMessage, Wait
from gateway.channels.voice.scene import Device, Farewell, Heard, Next, Place, Scene, Words, url
from gateway.channels.voice.silence import MisheardRung, Rung, after_mishearing, after_silence, next_count
from gateway.channels.voice.speech import cut_for_voice
from gateway.channels.voice.voice_file import LONGEST_SENTENCES, CallWords, VoiceFile

LONGEST_HEARD = 2_000
# What the caller is to confirm is read back whole, up to what one document holds.
LONGEST_READ_BACK = 1_800
_PLEASE = re.compile("(?:を?お願い(?:いた)?します|話してください|言ってください|ください)?[。、!?！？ ]*$")
_MORE = frozenset({"続き", "つづき"})
_AGAIN = frozenset({"もう一度", "もういちど", "もう一回", "もういっかい", "聞こえません", "聞こえない"})
_SLOWLY = frozenset({"ゆっくり", "もっとゆっくり", "もう少しゆっくり"})


def take_in(call: Call, scene: Scene, heard: Heard, voice: VoiceFile) -> Words | Next | Farewell:
    """What was heard becomes words to be answered, or is dealt with on the spot."""
    # What came meanwhile, from the linked page say, is not what the caller has heard and answers.
    asked = scene.question
    expects, choices = (asked.expects, asked.choices) if asked else (None, ())
    keyed = words_of_keys(heard.keys, expects, choices, voice.keys) if heard.keys else None
    speech = heard.speech.strip()[:LONGEST_HEARD]
    if keyed:
        return Words(replace(call, silences=0, mishearings=0), keyed, heard.keys)
    if heard.keys and asks_to_repeat(heard.keys):
        return _say_again(call, scene, (), voice)
    if not speech:
        if scene.news or _is_elsewhere(scene):
            return go_on(call, scene, voice)
        return _quietly(call, scene) if scene.is_writing else _after_silence(call, scene, voice)
    said = _PLEASE.sub("", speech)
    if said in _AGAIN:
        return _say_again(call, scene, (), voice)
    if said in _SLOWLY:
        return _say_again(replace(call, is_slow=True), scene, (voice.words.slower,), voice)
    if said in _MORE and call.rest:
        return _say(replace(call, rest=()), scene, call.rest, (), voice)
    if is_misheard(heard.confidence, speech, expects, voice):
        return _after_mishearing(call, scene, speech, voice)
    return Words(replace(call, silences=0, mishearings=0), speech)


def go_on(call: Call, scene: Scene, voice: VoiceFile, *, first: Sequence[str] = ()) -> Next:
    """What was posted since, and then what the holder of the conversation makes of the call. `first` is said before."""
    say = (*first, *_unspoken(call, scene))
    call = replace(call, spoken_seq=scene.message_seq, silences=0)
    match scene.holder.kind:
        case _ if scene.is_over or scene.holder.kind is HolderKind.none:
            # What a screen was told at the end, such as to write on, is nothing for a telephone.
            return Next(call, CallPlan(HangUp(), (voice.words.goodbye,)))
        case HolderKind.agent:
            return _connecting(call, scene, say, voice)
        case HolderKind.queue:
            return _waiting(call, scene, say, voice)
        case _ if scene.is_pending:
            return hold_on(call, say)
        case _ if scene.news and scene.news[-1].is_last:
            return Next(call, CallPlan(HangUp(), say))
        case _:
            return _listening(call, scene, say or (voice.words.not_heard,), voice)


def hold_on(call: Call, say: Sequence[str], *, tries: int = 0, of: str = "") -> Next:
    """The answer is not ready: ask again in a moment, as a step of its own, since steps are answered only once."""
    more: dict[str, str | int] = {"n": tries + 1} | ({"of": of} if of else {})
    call = replace(call, step=call.step + 1)
    return Next(call, CallPlan(Poll(url("poll", call, **more)), tuple(say)))


def _unspoken(call: Call, scene: Scene) -> tuple[str, ...]:
    """Whoever talks with an agent has heard the agent's words."""
    return tuple(
        line
        for posted in scene.news
        if not (posted.is_agents and call.is_with_agent)
        for line in posted.text.split("\n")
        if line.strip()
    )


def _is_elsewhere(scene: Scene) -> bool:
    return scene.is_over or scene.holder.kind is not HolderKind.bot


def _listening(call: Call, scene: Scene, say: Sequence[str], voice: VoiceFile) -> Next:
    asked = scene.news[-1] if scene.news else scene.question
    longest = LONGEST_READ_BACK if asked is not None and asked.is_whole else LONGEST_SENTENCES
    now, rest = cut_for_voice(say, longest=longest, link=voice.words.link)
    call = replace(call, state=CallState.listening, step=call.step + 1, rest=rest)
    said = (*now, voice.words.more) if rest else tuple(now)
    # The keys of a question are told behind its last words, not at a pause before them.
    choices = asked.choices if asked and not rest else ()
    listen = Listen(url("hear", call), asked.expects if asked else None, choices, may_interrupt=True)
    return Next(replace(call, spoken_seq=scene.message_seq), CallPlan(listen, said))


def _waiting(call: Call, scene: Scene, say: tuple[str, ...], voice: VoiceFile) -> Next:
    place, words, call = scene.place, voice.words, replace(call, step=call.step + 1)
    if place is None or not place.is_staffed or place.waited_seconds >= voice.waiting.longest_seconds:
        return _without_anybody(call, scene, say or (words.nobody_answers,), words)
    is_news = bool(say) or place.position != call.told_position
    if not say:
        say = _while_waiting(call, place, voice)
    if is_news and call.may_be_called:
        say = (*say, words.callback_offer)
    if call.told_position is None and not place.is_emergency:
        say = (*say, words.emergencies_first)
    call = replace(call, state=CallState.waiting, told_position=place.position)
    return Next(call, CallPlan(Wait(url("queue", call), voice.waiting.round_seconds), say))


def _without_anybody(call: Call, scene: Scene, why: tuple[str, ...], words: CallWords) -> Next:
    """A message; whom we do not know says who to call where. A beep is no help to somebody in danger."""
    if scene.place is not None and scene.place.is_emergency:
        last = words.nobody_in_danger if call.may_be_called else words.nobody_in_danger_unknown
        return Next(replace(call, wants_callback=call.may_be_called), CallPlan(HangUp(), (*why, last)))
    last = words.voicemail if call.may_be_called and scene.is_identified else words.voicemail_unknown
    return Next(replace(call, state=CallState.voicemail), CallPlan(TakeMessage(url("message", call)), (*why, last)))


def _while_waiting(call: Call, place: Place, voice: VoiceFile) -> tuple[str, ...]:
    """The place where it has changed; else a sign of life, unless there is music."""
    if place.position != call.told_position:
        return (voice.words.waiting_position.format(position=place.position),)
    return () if voice.waiting.music_url else (voice.words.waiting[call.step % len(voice.words.waiting)],)


def _connecting(call: Call, scene: Scene, say: tuple[str, ...], voice: VoiceFile) -> Next:
    device = scene.device or Device()
    agent_id, step = scene.holder.name, call.step + 1
    call = replace(
        call,
        state=CallState.dialling,
        agent_id=agent_id,
        step=step,
        told_position=None,
        wants_callback=False,
        # The next talk is recorded from its beginning.
        is_recording_paused=False,
    )
    connect = Connect(url("dialled", call), client=device.client, number=device.number)
    return Next(call, CallPlan(connect, say or (voice.words.connecting,)))


def _say_again(call: Call, scene: Scene, first: Sequence[str], voice: VoiceFile) -> Next:
    """The question again, or how to speak where nothing has been asked yet."""
    return _say(replace(call, silences=0), scene, first, _question(scene, voice), voice)


def _say(call: Call, scene: Scene, first: Sequence[str], otherwise: Sequence[str], voice: VoiceFile) -> Next:
    """What was posted meanwhile stands in place of what would be said again."""
    if scene.news or _is_elsewhere(scene):
        return go_on(call, scene, voice, first=first)
    return _listening(call, scene, (*first, *otherwise), voice)


def _question(scene: Scene, voice: VoiceFile) -> Sequence[str]:
    """The question alone, which a message ends with; what is to be confirmed is said whole again."""
    if scene.question is None:
        return (voice.words.how_to_speak,)
    lines = [line for line in scene.question.text.split("\n") if line.strip()]
    return lines if scene.question.is_whole else lines[-1:]


def _quietly(call: Call, scene: Scene) -> Next:
    """Who is writing in the linked page needs no words now, and may speak all the same."""
    call = replace(call, state=CallState.listening, step=call.step + 1, silences=0)
    expects = scene.question.expects if scene.question else None
    return Next(call, CallPlan(Listen(url("hear", call), expects)))


def _after_silence(call: Call, scene: Scene, voice: VoiceFile) -> Next | Farewell:
    count = next_count(call.silences, was_heard=False)
    rung = after_silence(count)
    if rung is Rung.goodbye:
        return Farewell.silence
    first = voice.words.repeat if rung is Rung.repeat else voice.words.are_you_there
    return _listening(replace(call, silences=count), scene, (first, *_question(scene, voice)), voice)


def _after_mishearing(call: Call, scene: Scene, speech: str, voice: VoiceFile) -> Words | Next | Farewell:
    """Ask again, then go on with the words as they are, then a person."""
    count = next_count(call.mishearings, was_heard=False)
    call = replace(call, mishearings=count, silences=0)
    match after_mishearing(count):
        case MisheardRung.again:
            return _say(call, scene, (voice.words.not_heard,), (), voice)
        case MisheardRung.by_keys if _wants_keys(scene):
            return _say(call, scene, (voice.words.not_heard_by_keys,), (), voice)
        case MisheardRung.by_keys:
            return Words(call, speech)
        case _:
            return Farewell.person


def _wants_keys(scene: Scene) -> bool:
    """Whether the open question can be answered with keys alone."""
    asked = scene.question
    if asked is None:
        return False
    return bool(asked.choices) or (asked.expects is not None and asked.expects.digits is not None)
