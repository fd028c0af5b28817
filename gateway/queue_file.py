"""`config/queues.yml`: the queues, their routes, and the rules by which contacts reach agents."""

from pathlib import Path
from typing import Self

from pydantic import model_validator

from casework.procedures.load import read_checked
from casework.reception import Queues
from handoff.model import RoutingRules


class QueueFile(RoutingRules):
    """`routes` is contact reason -> queue; what has no route goes to `default`."""

    default: str
    routes: dict[str, str]

    @model_validator(mode="after")
    def _names_its_own_queues(self) -> Self:
        named = {f"routes.{reason}": queue for reason, queue in self.routes.items()}
        named |= {f"queues.{name}.overflow": rule.overflow.to for name, rule in self.queues.items() if rule.overflow}
        for place, queue in {"default": self.default, **named}.items():
            if queue not in self.queues:
                raise ValueError(f"{place}: {queue} is not among the queues")
        return self

    def routing(self) -> Queues:
        """What the counter needs of it."""
        return Queues(default=self.default, queues=tuple(self.queues), routes=self.routes)


def load_queues(path: Path) -> QueueFile:
    """Raise ProcedureFileError naming file, line and field."""
    return read_checked(path, QueueFile)
