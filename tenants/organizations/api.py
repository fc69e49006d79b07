"""Units and days off as JSON for HR; the same services as the pages."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask_smorest import Blueprint

from tenants.http import requires
from tenants.organizations import access, units
from tenants.organizations.models import Unit
from tenants.organizations.schemas import HolidaysOut, MoveIn, UnitIn, UnitNameIn, UnitOut, UnitsOut
from tenants.permissions import Permission

api = Blueprint("units_api", __name__, url_prefix="/api/v1", description="The organization chart and days off")


@api.get("/units")
@requires(Permission.SETTINGS_READ)
@api.response(200, UnitsOut)
def list_units() -> dict[str, Any]:
    """List the whole chart, each unit before those below it."""
    return {"units": access.units_of()}


@api.post("/units")
@requires(Permission.UNIT_MANAGE)
@api.arguments(UnitIn)
@api.response(201, UnitOut)
def create_unit(given: dict[str, Any]) -> Unit:
    """Add a unit, under another or at the top."""
    parent = access.unit_for(given["parent_id"]) if given["parent_id"] else None
    return units.create_unit(name=given["name"], parent=parent)


@api.put("/units/<uuid:unit_id>/name")
@requires(Permission.UNIT_MANAGE)
@api.arguments(UnitNameIn)
@api.response(200, UnitOut)
def rename_unit(given: dict[str, Any], unit_id: UUID) -> Unit:
    """Give a unit another name."""
    unit = access.unit_for(unit_id)
    units.rename_unit(unit, name=given["name"])
    return unit


@api.put("/units/<uuid:unit_id>/parent")
@requires(Permission.UNIT_MANAGE)
@api.arguments(MoveIn)
@api.response(200, UnitOut)
def move_unit(given: dict[str, Any], unit_id: UUID) -> Unit:
    """Hang a unit under another, or at the top."""
    unit = access.unit_for(unit_id)
    units.move_unit(unit, parent=access.unit_for(given["parent_id"]) if given["parent_id"] else None)
    return unit


@api.delete("/units/<uuid:unit_id>")
@requires(Permission.UNIT_MANAGE)
@api.response(204)
def remove_unit(unit_id: UUID) -> None:
    """Take away a unit without people and without units below it."""
    units.remove_unit(access.unit_for(unit_id))


@api.get("/holidays")
@requires(Permission.SETTINGS_READ)
@api.response(200, HolidaysOut)
def list_holidays() -> dict[str, Any]:
    """List every day off, for everybody (no country) or in one country."""
    return {"holidays": access.holidays_of()}
