"""Tables of programmes: what HR builds, what it sets off, whose morning it is; what members do with it is sealed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ForeignKeyConstraint, Text
from sqlalchemy.orm import Mapped, mapped_column

from tenants.db import Base, TenantOwned


class Program(TenantOwned, Base):
    """One programme: a draft until it is launched, then running, paused, and ended.

    `content` is a `content.Content`, `audience` an `audience.Audience`. `revision` goes up with every change, so that
    two windows do not overwrite each other, `version` with every change under way. `more` are weeks added at the end.
    """

    __tablename__ = "program"

    blueprint: Mapped[str] = mapped_column(default="")
    content: Mapped[dict[str, Any]]
    languages: Mapped[list[str]] = mapped_column(ARRAY(Text))
    audience: Mapped[dict[str, Any]]
    sensitive: Mapped[bool] = mapped_column(default=False)
    joiners: Mapped[str] = mapped_column(default="week_one")
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    more: Mapped[int] = mapped_column(default=0)
    rests: Mapped[list[Any]] = mapped_column(default=list)
    paused_since: Mapped[date | None]
    state: Mapped[str] = mapped_column(default="draft")
    revision: Mapped[int] = mapped_column(default=1)
    version: Mapped[int] = mapped_column(default=0)
    again_of: Mapped[UUID | None]
    made_at: Mapped[datetime]
    launched_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class ProgramAct(TenantOwned, Base):
    """Something that a step sets off for the company on a day: a check-in or a coaching round.

    Its id follows from programme and step, so nothing is set off twice. `about_id` is what it opened, `reason` why not.
    """

    __tablename__ = "program_act"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "program_id"], ["program.tenant_id", "program.id"], ondelete="CASCADE"),
    )

    program_id: Mapped[UUID]
    step_id: Mapped[str]
    kind: Mapped[str]
    week: Mapped[int]
    due_on: Mapped[date]
    state: Mapped[str] = mapped_column(default="owed")
    reason: Mapped[str] = mapped_column(default="")
    about_id: Mapped[UUID | None]


class ProgramMorning(TenantOwned, Base):
    """The local morning of one week for one person of the audience; everybody has one, whoever wants to be reminded.

    Its id follows from programme, week and person. `time_zone` is the one that `at` was reckoned with.
    """

    __tablename__ = "program_morning"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "program_id"], ["program.tenant_id", "program.id"], ondelete="CASCADE"),
        ForeignKeyConstraint(["tenant_id", "member_id"], ["member.tenant_id", "member.id"], ondelete="CASCADE"),
    )

    program_id: Mapped[UUID]
    member_id: Mapped[UUID]
    week: Mapped[int]
    on: Mapped[date]
    time_zone: Mapped[str]
    at: Mapped[datetime]


class Enrollment(TenantOwned, Base):
    """What a member did with all their programmes, in one sealed text; its id is that of the private space."""

    __tablename__ = "enrollment"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "member_id"], ["member.tenant_id", "member.id"], ondelete="CASCADE"),
        ForeignKeyConstraint(["tenant_id", "id"], ["private_space.tenant_id", "private_space.id"], ondelete="CASCADE"),
    )

    member_id: Mapped[UUID]
    sealed: Mapped[bytes]
