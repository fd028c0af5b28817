"""The operators' files must agree with each other."""

from dataclasses import replace
from pathlib import Path

import pytest

from casework.errors import ProcedureFileError
from config.settings import Settings
from gateway.rules import Rules, load_rules
from gateway.rules_check import check_codes, check_procedures

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load_rules(Settings(config_dir=Path("config")))


def reasons_of(rules: Rules) -> list[str]:
    return [code.code for code in rules.codes.contact_reasons]


def test_the_shipped_files_agree(rules: Rules) -> None:
    check_procedures(rules.procedures, rules.queues, rules.verification.procedures)
    check_codes(reasons_of(rules), rules.procedures, rules.reception, rules.articles, rules.verification.procedures)


def test_an_unknown_queue_is_named(rules: Rules) -> None:
    wrong = rules.procedures["callback"].model_copy(update={"queue": "nowhere"})
    with pytest.raises(ProcedureFileError, match=r"callback\.yml, queue: nowhere"):
        check_procedures({**rules.procedures, "callback": wrong}, rules.queues, rules.verification.procedures)


def test_two_procedures_cannot_share_an_intent(rules: Rules) -> None:
    wrong = rules.procedures["callback"].model_copy(update={"intent": "change_address"})
    with pytest.raises(ProcedureFileError, match=r"callback\.yml, intent: change_address already opens"):
        check_procedures({**rules.procedures, "callback": wrong}, rules.queues, rules.verification.procedures)


def test_a_procedure_without_a_verification_rule_is_refused(rules: Rules) -> None:
    known = set(rules.verification.procedures) - {"callback"}
    with pytest.raises(ProcedureFileError, match=r"verification\.yml, procedures: callback"):
        check_procedures(rules.procedures, rules.queues, known)


def test_a_contact_reason_without_a_label_is_refused(rules: Rules) -> None:
    reasons = set(reasons_of(rules)) - {"callback"}
    with pytest.raises(ProcedureFileError, match="contact_reason: callback"):
        check_codes(reasons, rules.procedures, rules.reception, rules.articles, rules.verification.procedures)


def test_an_article_that_starts_an_unknown_procedure_is_refused(rules: Rules) -> None:
    wrong = replace(rules, articles=(rules.articles[0].model_copy(update={"procedure": "dancing"}),))
    with pytest.raises(ProcedureFileError, match="dancing"):
        check_codes(reasons_of(wrong), wrong.procedures, wrong.reception, wrong.articles, wrong.verification.procedures)


@pytest.mark.parametrize("following", ["nowhere", "policy_reissue"])
def test_what_follows_must_be_another_procedure(rules: Rules, following: str) -> None:
    reissue = rules.procedures["policy_reissue"]
    wrong = reissue.model_copy(
        update={"follow_ups": (reissue.follow_ups[0].model_copy(update={"procedure": following}),)}
    )
    with pytest.raises(ProcedureFileError, match=rf"policy_reissue\.yml, follow_ups: {following}"):
        check_procedures({**rules.procedures, "policy_reissue": wrong}, rules.queues, rules.verification.procedures)
