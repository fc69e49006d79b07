"""What a session is called in the list of one's own: the browser and the system, nothing finer."""

from __future__ import annotations

_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def device(user_agent: str) -> str:
    """A short name such as "Firefox, Linux"; empty when the browser does not say."""
    parts = [next((label for mark, label in known if mark in user_agent), "") for known in (_BROWSERS, _SYSTEMS)]
    return ", ".join(part for part in parts if part)
