"""The codes of contact reasons and dispositions, with their labels."""

from fastapi import APIRouter

from gateway.api.desk import StaffDesk
from gateway.api.guard import permission
from gateway.staff.codes import Codes
from gateway.staff.permissions import Action


def code_routes(desk: StaffDesk) -> APIRouter:
    router = APIRouter(prefix="/codes")

    @router.get("", dependencies=[permission(desk, Action.read_codes)])
    async def list_codes() -> Codes:
        return desk.codes

    return router
