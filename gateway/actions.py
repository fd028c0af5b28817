"""The private route on which Rasa calls its custom actions; never reachable from outside."""

import hmac
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from pydantic import SecretStr
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionMissingDomainException, ActionNotFoundException

from bot.actions.counter import UnknownSenderError

logger = structlog.get_logger()

TOKEN_HEADER = "X-Toritsugi-Bot-Token"  # noqa: S105  # The header's name.


def create_actions_app(executor: ActionExecutor, token: SecretStr) -> FastAPI:
    """The actions as an application of its own, for its own port."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    expected = token.get_secret_value().encode()

    @app.post("/actions")
    async def run_action(request: Request) -> JSONResponse:
        given = request.headers.get(TOKEN_HEADER, "").encode("utf-8", "replace")
        if not hmac.compare_digest(given, expected):
            return JSONResponse({"error": "forbidden"}, status_code=403)
        call: dict[str, Any] = await request.json()
        # Rasa leaves the domain out (enable_selective_domain), rasa-sdk insists on one, and no action reads it.
        call.setdefault("domain", {})
        name = str(call.get("next_action"))
        try:
            result = await executor.run(call)
        except ActionExecutionRejection as error:
            return _refused(400, str(error), name)
        except ActionNotFoundException as error:
            return _refused(404, str(error), name)
        except ActionMissingDomainException as error:
            return _refused(449, str(error), name)
        except UnknownSenderError:
            return _refused(404, "unknown sender", name)
        except Exception as error:  # noqa: BLE001  # The server would log its text, which may quote a customer.
            logger.error("action_failed", error=type(error).__name__)  # noqa: TRY400  # The text may quote a customer.
            return _refused(500, "action failed", name)
        return JSONResponse(result.model_dump() if result is not None else {"events": [], "responses": []})

    return app


def _refused(status: int, error: str, name: str) -> JSONResponse:
    return JSONResponse({"error": error, "action_name": name}, status_code=status)
