"""やさしい日本語 for a whole contact: every answer in plain words once the customer's words have asked for it."""

import re
from dataclasses import replace

from bot.actions.office import Office, Reply, Visit, offered
from casework.fields.normalise import normalise
from casework.intakes import wording
from casework.intakes.draft import Draft
from casework.intakes.questions import question_of
from conversation import events as ev
from conversation.messages import Choice
from conversation.model import Channel, Signal


def plainly(visit: Visit, reply: Reply) -> Reply:
    """The reply in plain words where the contact has them. What a choice sends stays."""
    if not is_plain(visit, reply):
        return reply
    plain, aloud = visit.office.plain, visit.channel is Channel.voice
    choices = reply.choices
    if visit.channel is Channel.webchat:
        # Elsewhere a label is said or written back: it must be what the questions understand.
        choices = tuple(Choice(label=plain.plain(choice.label), value=choice.value) for choice in choices)
    return replace(reply, say=tuple(plain.plain(said, aloud=aloud) for said in reply.say), choices=choices)


def is_plain(visit: Visit, reply: Reply | None = None) -> bool:
    told = reply.signals if reply is not None else ()
    return Signal.plain_japanese in {*visit.state.signals, *visit.signals, *told}


def asked_plainly(visit: Visit, draft: Draft | None) -> Reply | None:
    """The answer to whoever asks for plain Japanese and for nothing else: yes, and the open question again."""
    plain = visit.office.plain
    if Signal.plain_japanese not in visit.signals or not _asks_nothing_else(visit):
        return None
    if draft is None:
        others = [value for value in visit.office.reception.choices if value != visit.call.heard.text.strip()]
        return Reply((plain.told, plain.ask), offered(others))
    again = question_of(draft, visit.world(draft)).before(plain.told)
    return Reply(again.say, again.choices, again.draft)


def in_usual_words(office: Office, said: ev.MessagePosted) -> ev.MessagePosted:
    """The message with the sentences that later turns look for as they stand in the files."""
    text = said.text
    for usual in (wording.ANYTHING_ELSE, office.reception.not_understood, office.reception.no_answer):
        for aloud in (False, True):
            text = text.replace(office.plain.plain(usual, aloud=aloud), usual)
    return said.model_copy(update={"text": text})


def _asks_nothing_else(visit: Visit) -> bool:
    text = normalise(visit.call.heard.text)
    for word in visit.office.manner.signals[Signal.plain_japanese].words:
        text = re.sub(word, "", text)
    return re.fullmatch(visit.office.plain.only, text) is not None
