"""Passwords as Argon2id hashes. Hashing costs a fifth of a second of CPU and never runs on the event loop."""

import asyncio

from pwdlib import PasswordHash

# The hash of a random password that nobody knows. It is checked when there is no account, so that both answers
# take as long.
DECOY = "$argon2id$v=19$m=65536,t=3,p=4$AqiVbJWNXo5xX//DS/do1Q$RLOIhfDGHb9+XNPZxAdd5dIVYwqFTb+4L/+JJGBpeC8"


class Passwords:
    """Hashes and verifies with the recommended parameters."""

    def __init__(self) -> None:
        self._hashes = PasswordHash.recommended()

    async def hash(self, password: str) -> str:
        return await asyncio.to_thread(self._hashes.hash, password)

    async def verify(self, password: str, stored: str | None) -> tuple[bool, str | None]:
        """Whether it fits, and a newer hash where the stored one is outdated. Without one, nothing fits."""
        fits, newer = await asyncio.to_thread(self._hashes.verify_and_update, password, stored or DECOY)
        return (fits, newer) if stored is not None else (False, None)
