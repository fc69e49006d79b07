"""When a week begins for whoever it begins for: programmes turn on one weekday, for latecomers too; pure."""

from __future__ import annotations

from datetime import date

from wellbeing.programs.timetable import WEEK, Timetable


def turn_on(company: Timetable, until: date) -> date | None:
    """The newest day up to `until` on which a week of a programme may begin for somebody; None outside its days."""
    first = company.begins_on(1)
    if until < first:
        return None
    day = first + (until - first).days // WEEK.days * WEEK
    return day if day <= company.ends_on else None


def week_beginning(own: Timetable, day: date) -> int | None:
    """The number of the week that begins for somebody on a day, quiet ones too; None when none does."""
    number = own.week_on(day)
    return number if number and own.begins_on(number) == day else None


def is_newest(own: Timetable, number: int, on: date, today: date) -> bool:
    """Whether a morning on a day is still that of a week, and no newer week has begun by today."""
    begins = own.begins_on(number)
    return begins <= on < begins + WEEK and own.week_on(today) == number
