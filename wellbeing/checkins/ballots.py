"""What goes into a ballot, and how it is sealed: the frozen place and the answers, to the key of their wave."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import isclose
from typing import Any, Protocol
from uuid import UUID, uuid4

from sqlalchemy import insert

from tenants import scope, vault
from tenants.db import db
from wellbeing.checkins import sealing
from wellbeing.checkins.instruments import Instrument, Item, answer_in
from wellbeing.checkins.models import Wave, WaveKey

KEY_TABLE = "wave_key"
_LONGEST_NUMBER = "-" + "9" * 23
"""As long as the longest spelling of a number that `tidy` writes."""

Cells = Mapping[str, Mapping[str, str]]
"""Chosen cells by instrument key and item id, as a form or file holds them; empty ones may be left out."""


class Placed(Protocol):
    """Whoever has a frozen place: a row of the audience, or one that is about to be."""

    @property
    def unit_path(self) -> Iterable[UUID]:
        """Units from the root down."""

    @property
    def location(self) -> str:
        """Where, or empty."""

    @property
    def tenure(self) -> str:
        """The band of years, or empty."""

    @property
    def job_family(self) -> str:
        """Which kind of work, or empty."""

    @property
    def groups(self) -> Iterable[str]:
        """Keys of named groups."""


def give_key(wave: Wave) -> None:
    """Store a new wave with the key pair of its urn: the public key on it, the private one wrapped by the tenant key.

    The web login adds the private key's row and can never read it again.
    """
    private, wave.public_key = sealing.new_keys()
    db.session.add(wave)
    db.session.flush()
    row_id = uuid4()
    wrapped = vault.seal_for_tenant(private, table=KEY_TABLE, row_id=row_id)
    row = {"tenant_id": wave.tenant_id, "id": row_id, "wave_id": wave.id, "wrapped": wrapped}
    db.session.execute(insert(WaveKey).values(row))


def sealed_row(wave: Wave, place: Placed, answers: Cells) -> dict[str, Any]:
    """One ballot as a row: a random id, its wave, and everything else sealed."""
    if wave.public_key is None:
        raise LookupError("a wave without a key takes no ballot")
    tenant_id, ballot_id = scope.require().tenant_id, uuid4()
    content = {**_place(place), "answers": {key: dict(sorted(cells.items())) for key, cells in sorted(answers.items())}}
    sealed = sealing.seal(content, wave.public_key, tenant_id=tenant_id, wave_id=wave.id, ballot_id=ballot_id)
    return {"tenant_id": tenant_id, "id": ballot_id, "wave_id": wave.id, "sealed": sealed}


def fit(places: Iterable[Placed], instruments: Iterable[Instrument]) -> bool:
    """Whether the fullest answers to these instruments fit into the ballot of everybody in these places."""
    answers = {one.key: longest_cells(one) for one in instruments}
    widest = max((sealing.length({**_place(place), "answers": {}}) for place in places), default=0)
    return widest + sealing.length(answers) <= sealing.ROOM


def longest_cells(instrument: Instrument) -> dict[str, str]:
    """For every item the cell that takes most room."""
    return {item.id: _longest(item) for item in instrument.items}


def tidy(instrument: Instrument, cells: Mapping[str, str]) -> dict[str, str]:
    """The same answers in one spelling, so that nothing is told by how a number was written."""
    return {item_id: _spelled(instrument.item(item_id), cell) for item_id, cell in cells.items()}


def _longest(item: Item) -> str:
    return max((option.code for option in item.options), key=sealing.length, default=_LONGEST_NUMBER)


def _spelled(item: Item, cell: str) -> str:
    value = answer_in(item, cell)
    for option in item.options:
        same = value is not None and option.value is not None and isclose(value, option.value)
        if same or option.code == cell.strip():
            return option.code
    return repr(value)


def _place(place: Placed) -> dict[str, Any]:
    return {
        "units": [unit.hex for unit in place.unit_path],
        "location": place.location,
        "tenure": place.tenure,
        "family": place.job_family,
        "groups": sorted(place.groups),
    }
