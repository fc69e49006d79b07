"""A conversation as a calendar file: the same entry through every change, and taken out again when it is cancelled."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from icalendar import Calendar, Event

from wellbeing.pairings.pair import Meeting

PRODUCT = "-//wellbeing//conversation//EN"


def as_file(meeting: Meeting, *, uid: UUID, title: str, cancelled: bool = False) -> bytes:
    """The conversation as RFC 5545 and 5546: one event in UTC whose UID never changes and whose SEQUENCE grows.

    Nothing says with whom or what about, since calendars at work are read by many.
    """
    over = meeting.cancelled or cancelled
    event = Event()
    event.add("uid", f"{uid}@conversation.wellbeing")
    event.add("sequence", meeting.sequence + (cancelled and not meeting.cancelled))
    event.add("dtstamp", meeting.stamped_at)
    event.add("dtstart", meeting.starts_at)
    event.add("dtend", meeting.starts_at + timedelta(minutes=meeting.minutes))
    event.add("summary", title)
    event.add("class", "PRIVATE")
    event.add("status", "CANCELLED" if over else "CONFIRMED")
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if over else "PUBLISH")
    calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content
