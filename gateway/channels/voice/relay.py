"""A call that talks over a WebSocket: what is heard becomes turns, their answers sentences, silence the ladder.

One step is worked on at a time and never waited for with closed ears: what comes meanwhile is taken up after it. What
fails, hangs or belongs to a person ends the talk, and the webhooks go on with the call.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

import structlog

from gateway.channels.voice.canned import MOST_TRIES
from gateway.channels.voice.listening import options
from gateway.channels.voice.plan import Listen
from gateway.channels.voice.relay_ear import Ear, press, release, seconds_aloud, unheard
from gateway.channels.voice.relay_steps import Told, begin, hear, look, poll
from gateway.channels.voice.relay_wire import Dtmf, Frame, Interrupt, Prompt, Setup, Trouble, end_frame, text_frame
from gateway.channels.voice.requests import heard_of
from gateway.channels.voice.scene import Heard
from gateway.channels.voice.speech import choices_aloud, sentences_of, spoken
from gateway.channels.voice.telephones import VoiceDesk
from gateway.in_time import in_time

logger = structlog.get_logger()

MOST_LETTERS, MOST_WAITING = 2_000, 20
TROUBLE, REFUSED = "trouble", "refused"


class Socket(Protocol):
    async def send(self, frame: str) -> None:
        """Does nothing on a lost socket: its reader tells of that."""


@dataclass(frozen=True)
class Lost:
    """The socket is closed."""


@dataclass(frozen=True)
class Done:
    """The step that was worked on; None: it failed."""

    told: Told | None


Inbound = Frame | Lost | Done


@dataclass(frozen=True)
class Pace:
    """Seconds. `digit_pause` ends a number of unknown length; `grace` is added to the estimate of how long we speak.

    Nobody tells that the caller is speaking: `grace` also covers the time until their words arrive.
    """

    setup: float = 5.0
    goodbye: float = 5.0
    digit_pause: float = 3.0
    grace: float = 6.0
    look_again: float = 3.0
    letters_per_second: float = 6.0


@dataclass
class Talk:
    """`clock` is monotonic. `call_sid` is empty until the carrier has named it."""

    desk: VoiceDesk
    socket: Socket
    inbox: asyncio.Queue[Inbound]
    clock: Callable[[], float]
    account_sid: str = ""
    pace: Pace = field(default_factory=Pace)
    call_sid: str = ""
    _ear: Ear | None = None
    _heard: deque[Heard] = field(default_factory=deque)
    _said: Sequence[str] = field(default=(), repr=False)
    _unheard: Sequence[str] = field(default=(), repr=False)
    _spoken_until: float = 0.0
    _look_at: float | None = None
    _late_at: float | None = None
    _late: int = 0
    _is_over: bool = False

    async def run(self) -> None:
        """Until the talk is over here or the socket lost; raises nothing."""
        try:
            if await self._is_let_in():
                await self._listen_to_start()
                while not self._is_over:
                    await self._take(await self._next())
        except Exception as error:  # noqa: BLE001  # Whatever has failed, the call goes on without the socket.
            logger.warning("relay_failed", error=type(error).__name__)
            await self._part(TROUBLE)

    async def _is_let_in(self) -> bool:
        async with asyncio.timeout(self.pace.setup):
            first = await self.inbox.get()
        if isinstance(first, Lost):
            return False
        if isinstance(first, Setup) and self.account_sid in {"", first.account_sid}:
            self.call_sid, voice = first.call_sid, self.desk.voice
            work = begin(self.desk, first.call_sid)
            if await in_time(self.desk.floor.background, work, voice.pace.all_seconds, name="relay_begins"):
                return True
        logger.warning("relay_refused", code="unknown_call")
        await self._part(REFUSED)
        return False

    async def _listen_to_start(self) -> None:
        """The carrier speaks the greeting by itself."""
        words = self.desk.voice.words
        self._note_aloud(self._aloud([words.greeting, words.emergencies_first, words.how_to_speak]))
        self._listen(Listen(""))

    async def _next(self) -> Inbound | None:
        """None: a moment has come that was waited for."""
        moments = [self._late_at]
        if self._ear is not None:
            moments += [self._ear.keys_until, self._ear.silent_at, self._look_at]
        known = [moment for moment in moments if moment is not None]
        seconds = max(min(known) - self.clock(), 0.0) if known else None
        try:
            async with asyncio.timeout(seconds):
                return await self.inbox.get()
        except TimeoutError:
            return None

    async def _take(self, event: Inbound | None) -> None:
        match event:
            case None:
                await self._watch_clock()
            case Done(told):
                await self._tell(told)
            case Prompt():
                self._take_words(event)
            case Dtmf():
                self._take_key(event.digit)
            case Interrupt():
                self._spoken_until = self.clock()
                self._unheard = self._cut_off(event.heard)
                self._wait_for_caller()
            case Trouble():
                logger.warning("relay_frame_not_read", code="frame_not_read")
            case Setup():
                logger.warning("relay_frame_ignored", code="second_setup")
            case Lost():
                self._is_over = True
        self._work_on()

    async def _watch_clock(self) -> None:
        now, ear = self.clock(), self._ear
        if self._late_at is not None and now >= self._late_at:
            await self._be_patient()
        if ear is not None and ear.keys_until is not None and now >= ear.keys_until:
            self._ear = release(ear)
            self._hear(Heard(keys=ear.keys))
        elif ear is not None and ear.silent_at is not None and now >= ear.silent_at:
            self._hear(Heard())
        elif self._look_at is not None and now >= self._look_at:
            self._look_at = None
            self._start(look(self.desk, self.call_sid))

    def _take_words(self, prompt: Prompt) -> None:
        self._wait_for_caller()
        heard = heard_of({"SpeechResult": prompt.text})
        if prompt.last and heard.speech:
            if self._ear is not None and self._ear.keys:
                self._hear(Heard(keys=self._ear.keys))
                self._ear = release(self._ear)
            self._hear(heard)

    def _take_key(self, digit: str) -> None:
        if self._ear is None:
            return
        self._ear, keys = press(self._ear, digit, at=self.clock(), pause=self.pace.digit_pause)
        if keys is not None:
            self._hear(Heard(keys=keys))

    def _hear(self, heard: Heard) -> None:
        if self._ear is not None:
            self._ear = replace(self._ear, silent_at=None)
        if len(self._heard) < MOST_WAITING:
            self._heard.append(heard)
        else:
            logger.warning("relay_frame_ignored", code="too_many_frames")

    def _work_on(self) -> None:
        """On what was heard next, unless something is being worked on."""
        if self._is_over or self._late_at is not None or not self._heard:
            return
        said, self._unheard = self._unheard, ()
        self._start(hear(self.desk, self.call_sid, self._heard.popleft(), unheard=said))

    def _start(self, work: Coroutine[Any, Any, Told]) -> None:
        self._late_at, self._late = self.clock() + self.desk.voice.pace.all_seconds, 0
        self._look_at = None
        self.desk.floor.background.start(self._done(work), name="relay_step")

    async def _done(self, work: Coroutine[Any, Any, Told]) -> None:
        try:
            done = Done(await work)
        except Exception as error:  # noqa: BLE001  # The talk ends, and the call goes on without the socket.
            logger.warning("relay_step_failed", error=type(error).__name__)
            done = Done(None)
        await self.inbox.put(done)

    async def _be_patient(self) -> None:
        self._late, words = self._late + 1, self.desk.voice.words
        if self._late >= MOST_TRIES:
            logger.warning("relay_step_late", code="too_late")
            await self._part(TROUBLE)
            return
        self._late_at = self.clock() + self.desk.voice.pace.all_seconds
        await self._say([words.holding[0] if self._late == 1 else words.technical_difficulty], gives_way=True)

    async def _tell(self, told: Told | None) -> None:
        self._late_at = None
        if told is None or told.reason is not None:
            await self._part(TROUBLE if told is None or told.reason is None else told.reason)
            return
        if told.is_nothing:
            self._look_at = self.clock() + self.pace.look_again
            return
        listen = told.listen
        self._heard = deque(heard for heard in self._heard if heard != Heard())
        await self._say([*told.say, choices_aloud(listen.choices if listen else (), self.desk.voice)], not listen)
        if listen is not None:
            self._listen(listen)
        elif not self._heard:
            self._start(poll(self.desk, self.call_sid, told.tries))

    async def _say(self, texts: Sequence[str], gives_way: bool) -> None:
        sentences = self._aloud(texts)
        self._note_aloud(sentences)
        if sentences and not gives_way:
            self._said, self._unheard = sentences, ()
        for number, sentence in enumerate(sentences, start=1):
            await self.socket.send(text_frame(sentence, is_last=number == len(sentences), gives_way=gives_way))

    def _aloud(self, texts: Sequence[str]) -> Sequence[str]:
        link, said = self.desk.voice.words.link, ""
        for sentence in (each for text in texts for each in sentences_of(spoken(text, link=link))):
            said += sentence if len(said) + len(sentence) <= MOST_LETTERS else ""
        return sentences_of(said)

    def _note_aloud(self, sentences: Sequence[str]) -> None:
        seconds = seconds_aloud(sentences, letters_per_second=self.pace.letters_per_second)
        self._spoken_until = max(self._spoken_until, self.clock()) + seconds

    def _cut_off(self, heard: str) -> Sequence[str]:
        """Without the offer to say more, which belonged to what follows it."""
        offer = spoken(self.desk.voice.words.more)
        return [sentence for sentence in unheard(self._said, heard) if sentence != offer]

    def _listen(self, listen: Listen) -> None:
        wanted = options(listen.expects, listen.choices, self.desk.voice)
        keys = self._ear.keys if self._ear is not None else ""
        until = self._ear.keys_until if self._ear is not None else None
        self._ear = Ear(wanted, keys, until)
        self._wait_for_caller()

    def _wait_for_caller(self) -> None:
        """A silence begins to count when all has been said; not while something heard is worked on."""
        ear = self._ear
        if ear is None or ear.keys or self._heard or self._late_at is not None:
            return
        begins = max(self._spoken_until, self.clock())
        self._look_at = begins + self.pace.look_again
        self._ear = replace(ear, silent_at=begins + ear.wanted.timeout + self.pace.grace)

    async def _part(self, reason: str) -> None:
        self._is_over = True
        await self.socket.send(end_frame(reason))
