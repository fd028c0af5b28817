"""The REST side for staff: thin routes that read what the packages below keep."""

from gateway.api.desk import StaffDesk
from gateway.api.router import staff_router

__all__ = ["StaffDesk", "staff_router"]
