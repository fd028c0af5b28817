"""A procedure calls a person only for reasons that the agents' desk has words for."""

from pathlib import Path

import pytest

from casework.errors import ProcedureFileError
from casework.procedures.load import load_procedures
from gateway.queue_file import load_queues
from gateway.rules_check import check_hand_overs

pytestmark = pytest.mark.unit
CONFIG = Path(__file__).parents[3] / "config"


def test_the_delivered_files_agree() -> None:
    check_hand_overs(load_procedures(CONFIG / "procedures"), load_queues(CONFIG / "queues.yml").reasons)


def test_an_unknown_reason_is_named() -> None:
    with pytest.raises(ProcedureFileError, match=r"accident_report.yml, hand_over: on_scene is not among the reasons"):
        check_hand_overs(load_procedures(CONFIG / "procedures"), ["emergency"])


def test_an_unknown_reason_of_an_outcome_is_named() -> None:
    known = [reason for reason in load_queues(CONFIG / "queues.yml").reasons if reason != "to_complete"]
    with pytest.raises(ProcedureFileError, match=r"cancellation.yml, hand_over: to_complete is not among the reasons"):
        check_hand_overs(load_procedures(CONFIG / "procedures"), known)
