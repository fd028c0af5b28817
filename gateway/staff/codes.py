"""Contact reasons and dispositions with the labels staff see, read from `config/dispositions.yml`."""

from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from casework.procedures.load import read_checked


class _Checked(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Code(_Checked):
    code: Annotated[str, Field(pattern=r"^[a-z][a-z_]{0,39}$")]
    label: Annotated[str, Field(min_length=1, max_length=40)]


class Codes(_Checked):
    """A code stands once in its list: reports count by it."""

    contact_reasons: Annotated[tuple[Code, ...], Field(min_length=1)]
    dispositions: Annotated[tuple[Code, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _stand_once(self) -> Self:
        for codes in (self.contact_reasons, self.dispositions):
            names = [item.code for item in codes]
            if repeated := {name for name in names if names.count(name) > 1}:
                raise ValueError(f"code used twice: {', '.join(sorted(repeated))}")
        return self


def load_codes(path: Path) -> Codes:
    """Raise ProcedureFileError naming file, line and field."""
    return read_checked(path, Codes)
