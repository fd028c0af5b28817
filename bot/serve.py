"""Rasa's own command line, with the check of action answers prepared once: `python serve.py run …`.

Rasa 3.6.21 compiles and checks one constant JSON schema for every answer of an action (`_validate_action_result` in
rasa/core/actions/action.py), which takes half of its time for a turn. What is refused stays the same.
"""

from typing import Any

from jsonschema.exceptions import best_match
from jsonschema.validators import validator_for
from rasa.__main__ import main
from rasa.core.actions.action import RemoteAction

_SCHEMA = RemoteAction.action_response_format_spec()
_VALIDATOR = validator_for(_SCHEMA)(_SCHEMA)


def validate_action_result(action: RemoteAction, result: dict[str, Any]) -> bool:
    """Raise ValidationError for an answer that is not of Rasa's form."""
    del action
    error = best_match(_VALIDATOR.iter_errors(result))
    if error is not None:
        raise error
    return True


RemoteAction._validate_action_result = validate_action_result  # noqa: SLF001  # There is no other way in.

if __name__ == "__main__":
    main()
