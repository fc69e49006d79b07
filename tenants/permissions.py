"""What each role may do: one enum and one table that a reviewer reads in a minute."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Role(StrEnum):
    """Who someone is in an organization; one person may be several."""

    ANYONE = "anyone"
    MEMBER = "member"
    SUPERVISOR = "supervisor"
    HR = "hr"
    LEADER = "leader"
    TRUSTEE = "trustee"
    OPERATOR = "operator"
    LEAVER = "leaver"


class Permission(StrEnum):
    """One thing that can be done, as `resource:action`."""

    PUBLIC_READ = "public:read"
    ACCOUNT_OWN = "account:own"
    HOME_READ = "home:read"
    NOTICE_OWN = "notice:own"
    HELP_READ = "help:read"
    PRIVATE_SPACE_OWN = "private_space:own"
    JOURNAL_WRITE = "journal:write"
    JOURNAL_READ = "journal:read"
    JOURNAL_EXPORT = "journal:export"
    INTENTION_OWN = "intention:own"
    MY_WAY_OWN = "my_way:own"
    MY_DATA_READ = "my_data:read"
    PRACTICE_USE = "practice:use"
    PRACTICE_NOTE_OWN = "practice_note:own"
    PRACTICE_MANAGE = "practice:manage"
    ENTRY_SHARE = "entry:share"
    MY_DATA_EXPORT = "my_data:export"
    CHECKIN_ANSWER = "checkin:answer"
    CHECKIN_OWN = "checkin:own"
    CHECKIN_EXPORT = "checkin:export"
    CHECKIN_MANAGE = "checkin:manage"
    FEEDBACK_OWN = "feedback:own"
    FEEDBACK_EXPORT = "feedback:export"
    FEEDBACK_WRITE = "feedback:write"
    FEEDBACK_TEMPLATE_MANAGE = "feedback_template:manage"
    LEARNING_NOTE_READ = "learning_note:read"
    LEARNING_NOTE_WRITE = "learning_note:write"
    ACTION_READ = "action:read"
    ACTION_WRITE = "action:write"
    COACHING_OWN = "coaching:own"
    COACHING_EXPORT = "coaching:export"
    COACHING_MANAGE = "coaching:manage"
    PROGRAM_OWN = "program:own"
    PROGRAM_MANAGE = "program:manage"
    INSTRUMENT_READ = "instrument:read"
    INSTRUMENT_MANAGE = "instrument:manage"
    INSTRUMENT_CONFIRM = "instrument:confirm"
    PEOPLE_READ = "people:read"
    PEOPLE_MANAGE = "people:manage"
    ROLE_GRANT = "role:grant"
    UNIT_MANAGE = "unit:manage"
    ORGANIZATION_MANAGE = "organization:manage"
    SETTINGS_READ = "settings:read"
    AUDIT_READ = "audit:read"
    RELEASE_LOG_READ = "release_log:read"
    REPORT_READ = "report:read"
    REPORT_BUILD = "report:build"
    PROGRAM_REPORT_READ = "program_report:read"
    OPERATE = "service:operate"


_P = Permission

_OWN_SPACE = frozenset(
    {
        _P.ACCOUNT_OWN,
        _P.PRIVATE_SPACE_OWN,
        _P.JOURNAL_EXPORT,
        _P.MY_DATA_EXPORT,
        _P.CHECKIN_EXPORT,
        _P.FEEDBACK_EXPORT,
        _P.COACHING_EXPORT,
        _P.HELP_READ,
    }
)

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.ANYONE: frozenset({_P.PUBLIC_READ}),
    Role.MEMBER: _OWN_SPACE
    | {
        _P.HOME_READ,
        _P.NOTICE_OWN,
        _P.JOURNAL_WRITE,
        _P.JOURNAL_READ,
        _P.INTENTION_OWN,
        _P.MY_WAY_OWN,
        _P.ENTRY_SHARE,
        _P.MY_DATA_READ,
        _P.PRACTICE_USE,
        _P.PRACTICE_NOTE_OWN,
        _P.CHECKIN_ANSWER,
        _P.CHECKIN_OWN,
        _P.FEEDBACK_OWN,
        _P.LEARNING_NOTE_READ,
        _P.ACTION_READ,
        _P.COACHING_OWN,
        _P.PROGRAM_OWN,
    },
    Role.SUPERVISOR: frozenset({_P.FEEDBACK_WRITE, _P.LEARNING_NOTE_WRITE}),
    Role.HR: frozenset(
        {
            _P.PEOPLE_READ,
            _P.PEOPLE_MANAGE,
            _P.ROLE_GRANT,
            _P.UNIT_MANAGE,
            _P.ORGANIZATION_MANAGE,
            _P.SETTINGS_READ,
            _P.CHECKIN_MANAGE,
            _P.FEEDBACK_TEMPLATE_MANAGE,
            _P.PRACTICE_MANAGE,
            _P.ACTION_WRITE,
            _P.COACHING_MANAGE,
            _P.PROGRAM_MANAGE,
            _P.INSTRUMENT_READ,
            _P.INSTRUMENT_MANAGE,
            _P.INSTRUMENT_CONFIRM,
            _P.AUDIT_READ,
            _P.RELEASE_LOG_READ,
            _P.REPORT_READ,
            _P.REPORT_BUILD,
            _P.PROGRAM_REPORT_READ,
        }
    ),
    Role.LEADER: frozenset({_P.ACTION_WRITE, _P.LEARNING_NOTE_WRITE, _P.REPORT_READ, _P.REPORT_BUILD}),
    Role.TRUSTEE: frozenset(
        {_P.SETTINGS_READ, _P.INSTRUMENT_READ, _P.INSTRUMENT_CONFIRM, _P.AUDIT_READ, _P.RELEASE_LOG_READ}
    ),
    Role.OPERATOR: frozenset({_P.OPERATE}),
    Role.LEAVER: _OWN_SPACE,
}


def granted(roles: Iterable[Role]) -> frozenset[Permission]:
    """Everything that these roles together may do; everyone may do what anyone may."""
    return frozenset().union(GRANTS[Role.ANYONE], *(GRANTS[role] for role in roles))
