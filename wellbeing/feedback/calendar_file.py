"""A talk as a calendar file with a neutral title, since calendars at work are read by many."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from icalendar import Calendar, Event

from wellbeing.feedback.letter import Talk

PRODUCT = "-//wellbeing//talk//EN"


def talk_as_file(talk: Talk, *, uid: UUID, title: str, stamped_at: datetime) -> bytes:
    """The talk as RFC 5545: one event with a beginning, an end and a title; nothing says what it is about."""
    event = Event()
    event.add("uid", f"{uid}@talk.wellbeing")
    event.add("dtstamp", stamped_at)
    event.add("dtstart", talk.starts_at)
    event.add("dtend", talk.starts_at + timedelta(minutes=talk.minutes))
    event.add("summary", title)
    event.add("class", "PRIVATE")
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content
