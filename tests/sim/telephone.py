"""A customer on the telephone: a call at the simulated carrier, spoken through the service's own signed TwiML."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx2

from tests.sim.polling import eventually
from tests.sim.texter import OUR_NUMBER, TOKEN, unassigned_mobile
from tests.sim.twilio_call import CallFields
from tests.sim.twilio_caller import WITHHELD, TwilioCaller
from tests.sim.twilio_webhooks import TwilioWebhooks
from tests.sim.twiml_reading import Verb

MORE = "続き、とお話しください"
PATIENCE_SECONDS = 30.0
T = TypeVar("T")


class Caller:
    """Rings on entering and hangs up on leaving. Whoever is told that there is more asks for it."""

    channel = "voice"

    def __init__(self, url: str, number: str | None = None, *, is_withheld: bool = False) -> None:
        self.url = url
        self.number = None if is_withheld else number or unassigned_mobile()
        self._http = httpx2.AsyncClient(base_url=f"{url}/demo/api/phone", timeout=20)
        self._line: TwilioCaller | None = None
        self.greeting = ""
        self.said: list[str] = []

    async def __aenter__(self) -> Self:
        known = {"withheld": True} if self.number is None else {"number": self.number}
        started = await self._http.post("/calls", json=known)
        assert started.status_code == 201, started.text
        fields = CallFields(started.json()["call_sid"], self.number or WITHHELD, OUR_NUMBER)
        # The carrier reports the end of the call itself.
        self._line = TwilioCaller(TwilioWebhooks(TOKEN, self.url), fields)
        # The carrier has asked already; whoever asks again gets the same answer.
        self.greeting = self._noted(await self._line.fetch(f"{self.url}/twilio/voice"))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            await self.hangs_up()
        finally:
            await self._http.aclose()

    @property
    def line(self) -> TwilioCaller:
        assert self._line is not None, "The call has not been made."
        return self._line

    @property
    def call_sid(self) -> str:
        return self.line.call_sid

    @property
    def is_over(self) -> bool:
        return self.line.is_over

    @property
    def at(self) -> Verb:
        """What the call waits for."""
        assert self.line.at is not None, f"The call is over:\n{self.transcript()}"
        return self.line.at

    async def says(self, text: str, *, confidence: float = 0.9) -> Mapping[str, Any]:
        """Speak, and listen to everything that is said then."""
        return await self._acts(text, lambda: self.line.says(text, confidence=confidence))

    async def presses(self, keys: str) -> Mapping[str, Any]:
        return await self._acts(f"［{keys}］", lambda: self.line.presses(keys))

    async def keeps_silent(self) -> Mapping[str, Any]:
        return await self._acts("（無言）", self.line.keeps_silent)

    async def leaves_message(self) -> Mapping[str, Any]:
        return await self._acts("（伝言）", self.line.leaves_message)

    async def tells(self, text: str) -> None:
        await self.says(text)

    async def meets_agent(self) -> None:
        """Wait to be put through; the agent's device is answered at once."""

        async def is_dialled() -> bool:
            await self._look()
            return self.line.at is not None and self.line.at.name == "Dial"

        await self._wait(is_dialled, "ringing of an agent's device")
        await self.line.agent_answers()

    async def follows(self) -> str:
        """Wait until the service redirects the call, and do what it says there; what is heard."""
        before = len(self.line.visited)

        async def is_elsewhere() -> bool:
            await self._look()
            return len(self.line.visited) > before

        await self._wait(is_elsewhere, "redirect")
        return "".join(self.line.heard)

    async def picks_up(self) -> str:
        """Wait for a call of the service and answer it; what is heard."""

        async def ringing() -> str | None:
            response = await self._http.get("/incoming", params={"number": self.number or ""})
            calls = response.json()["items"]
            return calls[0]["call_sid"] if calls else None

        call_sid = await self._wait(ringing, "call")
        answered = await self._http.post(f"/calls/{call_sid}/answer")
        assert answered.status_code == 200, answered.text
        fields = CallFields(call_sid, OUR_NUMBER, self.number or "", direction="outbound-api", status="in-progress")
        self._line = TwilioCaller(TwilioWebhooks(TOKEN, self.url), fields)
        return self._noted(await self._line.fetch(answered.json()["url"]))

    async def until_said(self, text: str) -> Mapping[str, Any]:
        """An agent's words reach a telephone of the trial as text."""

        async def found() -> str | None:
            spoken = [line["text"] for line in (await self._look())["agent_lines"]]
            return next((words for words in [*self.line.heard_in_all, *spoken] if text in words), None)

        return {"text": await self._wait(found, f"「{text}」")}

    async def until_over(self) -> None:
        async def is_over() -> bool:
            return (await self._look())["status"] not in {"ringing", "in-progress"}

        await self._wait(is_over, "end of the call")

    async def hangs_up(self) -> None:
        if self._line is None:
            return
        if not self._line.is_over:
            await self._line.hangs_up()
        await self._http.post(f"/calls/{self.call_sid}/hang-up")

    def transcript(self) -> str:
        return "\n".join(self.said)

    async def _acts(self, what: str, act: Callable[[], Awaitable[Sequence[str]]]) -> Mapping[str, Any]:
        if not self.line.is_over:
            await self._look()
        self.said.append(f"customer: {what}")
        heard = list(await act())
        more = heard
        while any(MORE in sentence for sentence in more):
            more = await self.line.says("続き")
            heard += more
        return {"text": self._noted(heard)}

    def _noted(self, heard: Sequence[str]) -> str:
        text = "".join(heard)
        self.said.append(f"service: {text}")
        return text

    async def _look(self) -> Mapping[str, Any]:
        """Where the call stands; a redirect, which the carrier tells once, is followed.

        The carrier asks for itself too, or it would not know whether the call is recorded.
        """
        response = await self._http.get(f"/calls/{self.call_sid}")
        assert response.status_code == 200, response.text
        looked: Mapping[str, Any] = response.json()
        if looked["redirect_url"] is not None:
            await self._http.post(f"/calls/{self.call_sid}/steps", json={"url": looked["redirect_url"]})
            self._noted(await self.line.fetch(looked["redirect_url"]))
        return looked

    async def _wait(self, read: Callable[[], Awaitable[T | None]], what: str) -> T:
        try:
            found = await eventually(read, bool, seconds=PATIENCE_SECONDS)
        except AssertionError:
            raise AssertionError(f"no {what}; so far:\n{self.transcript()}") from None
        assert found is not None
        return found
