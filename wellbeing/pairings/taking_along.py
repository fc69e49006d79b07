"""What a member's copy of everything tells of peer coaching: their wishes, with whom they were paired, their copies."""

from __future__ import annotations

from tenants import clock
from tenants.members.models import Member
from tenants.notices.hours import zone_of
from tenants.taking_along import Files, Part, declare
from wellbeing.pairings import access, exporting, profiles, service, words
from wellbeing.pairings.exporting import Past


def _write(member: Member) -> Files:
    kept = profiles.profile_of(member.id)
    profile = service.legible(member, kept) if kept else None
    pasts = [
        Past(one.row.number, tuple(service.called(one.others(member.id))), one.row.state)
        for one in access.pairings_of(member.id)
    ]
    lines = [one.words for one in access.kept_by(member).opened]
    if profile is None and not pasts and not lines:
        return
    yield "coaching.json", exporting.as_json(profile, pasts, lines, exported_at=clock.now())
    zone = zone_of(member)
    yield "coaching.md", exporting.as_markdown(profile, pasts, lines, zone=zone, topics=words.topic_names())


declare(Part("coaching", frozenset({"coaching_profile", "coaching_pairing", "coaching_copy"}), _write))
