"""What casework refuses, each with a stable code."""


class CaseworkError(Exception):
    """Base of casework's refusals."""

    code = "casework_error"


class ProcedureFileError(CaseworkError):
    """A file an operator edits has a mistake; the text names file, line and field."""

    code = "procedure_file_invalid"


class IntakeClosedError(CaseworkError):
    """The intake was submitted or stopped already."""

    code = "intake_closed"


class CaseNotFoundError(CaseworkError):
    code = "case_not_found"
