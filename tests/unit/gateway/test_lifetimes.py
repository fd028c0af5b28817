"""How long a message is worth sending follows the configuration of what it brings."""

from datetime import timedelta
from pathlib import Path

import pytest

from casework.procedures.load import read_checked
from gateway.channels.link_file import LinkFile
from gateway.delivery import LIFETIMES, lifetimes_of

pytestmark = pytest.mark.unit

CODE = timedelta(minutes=10)


def test_each_link_is_sent_as_long_as_it_opens() -> None:
    links = read_checked(Path(__file__).parents[3] / "config" / "links.yml", LinkFile)
    of_purpose = lifetimes_of(links, code=CODE)
    assert {purpose: of_purpose[f"{purpose}_link"] for purpose in links.purposes} == {
        purpose: rule.valid for purpose, rule in links.purposes.items()
    }
    assert (of_purpose["one_time_code"], of_purpose["link"]) == (CODE, timedelta(hours=1))
    assert LIFETIMES.items() <= of_purpose.items()
