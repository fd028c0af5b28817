"""`toritsugi bot evaluate` as an operator types it."""

import pytest

from gateway.cli import main

pytestmark = pytest.mark.unit


def test_fields_alone_are_measured_without_the_bot(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bot", "evaluate", "--slots-only"]) == 0
    printed = capsys.readouterr().out
    assert "| read as a careful clerk would |" in printed
    assert "| postal_code |" in printed


def test_bot_needs_a_word(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["bot"])
    assert "WORD" in capsys.readouterr().err
