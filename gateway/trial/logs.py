"""The log files of the trial's processes: readable by their owner, bounded in size, free of what customers wrote."""

import os
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

LARGEST_BYTES = 5_000_000
WriteLine = Callable[[str], None]

_CUSTOMER_WORDS = re.compile(r"(?:[^\x00-\x7f]|\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2})+")
_MAIL_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LONG_NUMBER = re.compile(r"\d(?:[- ]?\d){6,}")


def without_customer_words(line: str) -> str:
    """The line with what may be a customer's words, number or address left out; Rasa logs messages when they fail."""
    return _LONG_NUMBER.sub("#", _MAIL_ADDRESS.sub("@", _CUSTOMER_WORDS.sub("…", line)))


def unchanged(line: str) -> str:
    return line


def log_writer(file: Path, name: str, now: Callable[[], datetime], scrub: Callable[[str], str]) -> WriteLine:
    """Append lines with time and name; at `LARGEST_BYTES` the file becomes `.1`. A full disk loses lines only."""

    def write_line(line: str) -> None:
        stamped = f"{now().isoformat(timespec='milliseconds')} {name} | {scrub(line)}\n"
        try:
            if file.exists() and file.stat().st_size > LARGEST_BYTES:
                file.replace(file.with_suffix(".log.1"))
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            with os.fdopen(descriptor, "a", encoding="utf-8", errors="replace") as stream:
                stream.write(stamped)
        except OSError:
            return

    return write_line
