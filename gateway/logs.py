"""Structured logs: a static event name and fields, one JSON object a line; never a person's words or data."""

import logging
import sys

import structlog

QUIET = ("httpx2", "twilio.http_client", "urllib3", "uvicorn.access", "procrastinate", "socketio", "engineio")


def configure_logs(level: str) -> None:
    """Standard-library loggers that quote requests are held at WARNING."""
    logging.basicConfig(level=level, stream=sys.stdout, format="%(levelname)s %(name)s %(message)s", force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _without_exception_text,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stdout),
        cache_logger_on_first_use=False,
    )


def _without_exception_text(_: object, __: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """An exception's text and its frames may quote what a customer wrote: keep the class and the place only."""
    given = event.pop("exc_info", None)
    error = given if isinstance(given, BaseException) else sys.exc_info()[1] if given else None
    if error is not None:
        trace = error.__traceback__
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace is not None else ""
        event["error"], event["place"] = type(error).__name__, place
    return event
