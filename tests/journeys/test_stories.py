"""Every story of tests/journeys/stories, on each of its channels, with the trained bot.

They are told several at a time before the first is looked at; `--transcripts` writes them down for readers.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bot.actions.office import JST
from tests.sim.kept_sessions import KeptSessions, returning_staff
from tests.sim.polling import eventually
from tests.sim.population import Person, people, write_book
from tests.sim.stack import ROOT, Stack
from tests.sim.staff import Staff
from tests.sim.story import Kept, Story, all_stories
from tests.sim.storyteller import Telling, tell
from tests.sim.transcripts import write_contents, write_pages

pytestmark = pytest.mark.journeys
FOLDER = Path(__file__).parent / "stories"
TRANSCRIPTS = ROOT / "bot" / "evaluation" / "transcripts"
AT_ONCE = 6
Key = tuple[str, str, str]


def _cases() -> list[tuple[str, Story, str]]:
    """The stories of this time of the year."""
    today = datetime.now(JST).date()
    told = [(subject, story) for subject, _, story in all_stories(FOLDER) if story.is_told_on(today)]
    return [(subject, story, channel) for subject, story in told for channel in story.channels]


CASES = _cases()
IDS = [f"{subject}-{story.name}-{channel}" for subject, story, channel in CASES]


@pytest.fixture(scope="session")
async def tellings(stack: Stack, request: pytest.FixtureRequest) -> Mapping[Key, Telling]:
    """What came of the stories that are selected in this run."""
    wanted = {item.name.partition("[")[2][:-1] for item in request.session.items if "test_stories.py" in item.nodeid}
    today = datetime.now(JST).date()
    customers, policies = write_book(stack.folder, today)
    await asyncio.to_thread(stack.operator, "import", "--customers", str(customers), "--policies", str(policies))
    waiting: dict[str, list[Person]] = defaultdict(list)
    for kind, person, _ in people(today):
        waiting[kind].append(person)
    places = asyncio.Semaphore(AT_ONCE)

    async def told(subject: str, story: Story, channel: str) -> tuple[Key, Telling]:
        person = waiting[story.by].pop()
        async with places:
            return (subject, story.name, channel), await tell(story, channel, person, stack.url)

    chosen = [case for case, name in zip(CASES, IDS, strict=True) if name in wanted]
    found = dict(await asyncio.gather(*(told(*case) for case in chosen)))
    if request.config.getoption("--transcripts"):
        write_pages(TRANSCRIPTS, ((subject, telling) for (subject, _, _), telling in found.items()))
        write_contents(TRANSCRIPTS, all_stories(FOLDER))
    return found


@pytest.fixture
async def staff(stack: Stack, kept: KeptSessions) -> AsyncIterator[Staff]:
    async with returning_staff(stack.url, "agent1@demo.example", kept) as staff:
        yield staff


@pytest.mark.parametrize(("subject", "story", "channel"), CASES, ids=IDS)
async def test_the_story_goes_as_written(
    tellings: Mapping[Key, Telling], staff: Staff, subject: str, story: Story, channel: str
) -> None:
    telling = tellings[(subject, story.name, channel)]
    assert telling.wrong == [], telling.transcript()
    if story.no_case:
        assert telling.case_nos == [], telling.transcript()
    for kept in story.cases:
        await _check_case(staff, telling, kept)
    if story.contact_reason is not None or story.waits_for_person:
        contact = await _contact_of(staff, telling)
        assert story.contact_reason in {None, contact.get("contact_reason")}, telling.transcript()
        if story.waits_for_person:
            assert "queue" in [segment["kind"] for segment in contact["segments"]], telling.transcript()


async def _check_case(staff: Staff, telling: Telling, kept: Kept) -> None:
    assert telling.case_nos, f"no case number was told:\n{telling.transcript()}"
    found = [await _settled(staff, case_no, kept) for case_no in telling.case_nos]
    case = next((case for case in found if case["procedure"] == kept.procedure), None)
    assert case is not None, f"no case of {kept.procedure}:\n{telling.transcript()}"
    for name, value in kept.fields.items():
        wanted = _in_words_of(telling.person, value)
        assert case["fields"].get(name) == wanted, f"{name}: {case['fields'].get(name)}\n{telling.transcript()}"


def _in_words_of(person: Person, value: object) -> object:
    if isinstance(value, list):
        return [_in_words_of(person, item) for item in value]
    return value.format(**person.words) if isinstance(value, str) else value


async def _settled(staff: Staff, case_no: str, kept: Kept) -> Mapping[str, Any]:
    """The case once it has the status the story wants."""
    case: Mapping[str, Any] = await eventually(
        lambda: staff.get(f"/api/cases/{case_no}"),
        lambda case: case["procedure"] != kept.procedure or kept.status in {None, case["status"]},
    )
    return case


async def _contact_of(staff: Staff, telling: Telling) -> Mapping[str, Any]:
    """The contact of this channel that lasted as long and began with the same words."""
    began, ended = telling.lasted
    _, first = next(said for said in telling.said if said[0] == "customer")
    found = await staff.get(
        "/api/contacts", channel=telling.channel, limit="100", **{"from": began.isoformat(), "to": ended.isoformat()}
    )
    for contact in found["items"]:
        detail: Mapping[str, Any] = await staff.get(f"/api/contacts/{contact['contact_id']}")
        spoken = [message["text"] for message in detail["transcript"] if message["author_kind"] == "customer"]
        if spoken[:1] == [first]:
            return detail
    raise AssertionError(f"no contact begins with 「{first}」")
