"""What a call does about silence and mishearing: a ladder with a last rung, climbed by counting, left when heard."""

from enum import StrEnum


class Rung(StrEnum):
    """The answer to a silence."""

    repeat = "repeat"
    are_you_there = "are_you_there"
    goodbye = "goodbye"


class MisheardRung(StrEnum):
    """The answer to words that were not understood as sound."""

    again = "again"
    by_keys = "by_keys"
    person = "person"


def after_silence(count: int) -> Rung:
    """`count` silences in a row, this one included."""
    if count <= 1:
        return Rung.repeat
    return Rung.are_you_there if count == 2 else Rung.goodbye


def after_mishearing(count: int) -> MisheardRung:
    """`count` mishearings in a row, this one included."""
    if count <= 1:
        return MisheardRung.again
    return MisheardRung.by_keys if count == 2 else MisheardRung.person


def next_count(count: int, *, was_heard: bool) -> int:
    """The silences (or mishearings) in a row after one more step of the call."""
    return 0 if was_heard else max(count, 0) + 1
