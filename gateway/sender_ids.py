"""Sender ids under which Rasa knows a conversation."""

import secrets


def new_sender_id() -> str:
    """256 random bits: whoever knows a sender id could continue that conversation at Rasa."""
    return secrets.token_urlsafe(32)
