"""What a script in the bot's environment printed about intents."""

import json
from typing import Any


def printed_object(output: str) -> dict[str, Any]:
    """The JSON object; Rasa may write lines on standard output before it."""
    lines = output.splitlines()
    first = next(number for number, line in enumerate(lines) if line == "{")
    found: dict[str, Any] = json.loads("\n".join(lines[first:]))
    return found
