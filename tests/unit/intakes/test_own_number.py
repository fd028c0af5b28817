"""「この番号」 is the number somebody calls or writes from, where one is known; it never proves who they are."""

import pytest

from casework.fields.parsed import ParseContext, Parsed
from casework.intakes.answers import read_field
from casework.intakes.draft import Draft
from tests.unit.intakes.scene import NOW, procedures

pytestmark = pytest.mark.unit

OWN = "+819000000001"


def read(text: str, own_number: str | None) -> object:
    spec = procedures()["callback"].field("phone")
    draft = Draft(intake_id="00000000-0000-0000-0000-000000000007", procedure="callback", version=1)
    parsed = read_field(spec, text, draft, ParseContext(NOW.date(), NOW, "voice", own_number))
    return parsed.value if isinstance(parsed, Parsed) else None


@pytest.mark.parametrize(
    "text", ["この番号で", "今かけているこの番号です", "こちらの電話番号にお願いします", "同じ番号で結構です"]
)
def test_the_own_number_is_meant(text: str) -> None:
    assert read(text, OWN) == OWN
    assert read(text, None) is None


def test_another_number_is_taken_as_it_is_said() -> None:
    assert read("090-0000-1234です", OWN) == "+819000001234"
