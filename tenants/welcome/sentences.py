"""The permission table in words: every permission one sentence, every role what it never sees."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from tenants.permissions import GRANTS, Permission, Role

_P = Permission

SENTENCES: dict[Permission, object] = {
    _P.PUBLIC_READ: _l("Read this page, the first page and “I need a moment”, without signing in."),
    _P.ACCOUNT_OWN: _l("Change their own password, language and address, and see and end their own sessions."),
    _P.HOME_READ: _l("See their own start page. It never shows private text."),
    _P.NOTICE_OWN: _l(
        "Read their own notices, choose which ones arrive, where and when, and pause. Nobody sees these choices."
    ),
    _P.HELP_READ: _l("See whom to call or write to for help."),
    _P.PRIVATE_SPACE_OWN: _l("Open, lock and erase their own private space. Nobody else can open it, and no mail can."),
    _P.JOURNAL_WRITE: _l("Write, change and erase their own journal."),
    _P.JOURNAL_READ: _l("Read their own journal, and nobody else’s."),
    _P.JOURNAL_EXPORT: _l("Take a copy of their own journal with them."),
    _P.INTENTION_OWN: _l(
        "Write, change and let go what they make for themselves: three sentences, letters, small steps, goals, gradual "
        "steps. Nobody else sees any of it, or that there is some."
    ),
    _P.MY_WAY_OWN: _l(
        "Say what suits them and what to leave in peace, so that they are offered only that. "
        "Nobody else sees this choice."
    ),
    _P.PRACTICE_USE: _l("Open the practices. Who does which one, and how often, is neither stored nor counted."),
    _P.PRACTICE_NOTE_OWN: _l(
        "Keep a few words after a practice, and read, change or delete them. Nobody else reads them."
    ),
    _P.PRACTICE_MANAGE: _l(
        "Write the company’s own practices and hide ours. Never who does any, or what is kept after one."
    ),
    _P.ENTRY_SHARE: _l(
        "Show one journal entry to a person of their coaching pairing, as a copy that only that person opens, and take "
        "it back. Nobody else learns of it."
    ),
    _P.MY_DATA_READ: _l(
        "See everything that is kept about them, ask HR to correct it, bring a copy back, and have it erased."
    ),
    _P.MY_DATA_EXPORT: _l("Take a copy of everything about them along. Nobody learns of it."),
    _P.CHECKIN_ANSWER: _l("Answer a check-in, or leave it. The answer is stored without a name."),
    _P.CHECKIN_OWN: _l("See their own past answers, from a copy that only they can open."),
    _P.CHECKIN_EXPORT: _l("Take the copies of their own check-ins with them."),
    _P.CHECKIN_MANAGE: _l("Open and close check-ins and choose their questions and audience. Never who answered."),
    _P.FEEDBACK_OWN: _l(
        "Read feedback that was written to them, answer it, show it to somebody they choose, or remove it for both."
    ),
    _P.FEEDBACK_EXPORT: _l("Take a copy of the feedback they received with them."),
    _P.FEEDBACK_WRITE: _l(
        "Write feedback to the people who report to them, and thanks to anybody; read their own copy for 12 months, "
        "or until the person reports to somebody else. No list over several people and no print; in the copy "
        "of everything about themselves stand their own words alone, not to whom they went."
    ),
    _P.FEEDBACK_TEMPLATE_MANAGE: _l("Make and hide templates for feedback, and add phrases to the hints. No feedback."),
    _P.LEARNING_NOTE_READ: _l(
        "Read the learning notes of the leaders they work under, and answer in a few words that only the writer reads. "
        "Who reads is neither stored nor shown."
    ),
    _P.LEARNING_NOTE_WRITE: _l(
        "Publish a learning note to their own people, and take it back. Never who read it, and no number of any kind."
    ),
    _P.ACTION_READ: _l("Read what leaders say will change, in their own unit, in those above it and for everybody."),
    _P.ACTION_WRITE: _l(
        "Write what will change: leaders for their own part, HR for any unit and for everybody. Never who said what."
    ),
    _P.COACHING_OWN: _l(
        "Join peer coaching or leave it, say what suits them and with whom they do not want to be paired, and read "
        "what is shared in their own pairing."
    ),
    _P.COACHING_EXPORT: _l("Take a copy of their own coaching notes with them."),
    _P.COACHING_MANAGE: _l(
        "Set the rules and days of peer coaching rounds, and read afterwards in broad bands how a round went. "
        "Never who takes part, who is paired with whom, or why."
    ),
    _P.PROGRAM_OWN: _l(
        "See the programmes they are in, follow them at their own pace or leave them aside. Only they know which."
    ),
    _P.PROGRAM_MANAGE: _l(
        "Build, launch, pause and end programmes, and choose for which units, places and job families they are. "
        "Never who follows one, and no number of it."
    ),
    _P.INSTRUMENT_READ: _l("Read the questions of every check-in, with their source and licence."),
    _P.INSTRUMENT_MANAGE: _l("Switch questionnaires on and off, add the company’s own and withdraw them."),
    _P.INSTRUMENT_CONFIRM: _l("Confirm a questionnaire that somebody else has added, before anybody is asked."),
    _P.PEOPLE_READ: _l(
        "See the list of people: name, address, unit, supervisor, location, job family, start date, last day away."
    ),
    _P.PEOPLE_MANAGE: _l(
        "Invite people, correct and move them, answer what they ask to be corrected, upload the people file, note who "
        "is away, never why, and who has left."
    ),
    _P.ROLE_GRANT: _l("Give and take the roles of HR, leader of a unit and trustee. All of HR is told each time."),
    _P.UNIT_MANAGE: _l("Change the tree of units."),
    _P.ORGANIZATION_MANAGE: _l("Change the organization’s name, languages, working days, threshold and help contacts."),
    _P.SETTINGS_READ: _l("Read the organization’s settings."),
    _P.AUDIT_READ: _l("Read what administrators and leaders did. It never holds what members did in their own space."),
    _P.RELEASE_LOG_READ: _l("Read the list of what was published, and when."),
    _P.REPORT_READ: _l("Read published figures about groups: leaders for their own part and the whole organization."),
    _P.REPORT_BUILD: _l("Have a report made of published figures, as a PDF or a table."),
    _P.PROGRAM_REPORT_READ: _l(
        "Read what published figures tell of a programme: before and after of everybody it was for, and what they "
        "answered at its end. Never who followed it."
    ),
    _P.OPERATE: _l("Create and suspend organizations and see whether the service is healthy. Never any content."),
}

ROLE_NAMES: dict[Role, object] = {
    Role.ANYONE: _l("Anyone, without signing in"),
    Role.MEMBER: _l("You, and every member"),
    Role.SUPERVISOR: _l("Your supervisor"),
    Role.HR: _l("HR, who run the programme"),
    Role.LEADER: _l("Leaders of a unit"),
    Role.TRUSTEE: _l("Trustees, such as a works council or a data protection officer"),
    Role.OPERATOR: _l("Operators, who run the service"),
    Role.LEAVER: _l("Somebody who has left"),
}

NEVER_SEES: dict[Role, object] = {
    Role.ANYONE: _l("Never: anything about a person or a company."),
    Role.MEMBER: _l("Never: anything private of another person."),
    Role.SUPERVISOR: _l(
        "Never: the journal, the answers or the practice of anybody they supervise, or what others wrote to them."
    ),
    Role.HR: _l(
        "Never: what anybody wrote or answered, whether they took part, or when they last signed in. "
        "Feedback only if the person who received it shows it to them."
    ),
    Role.LEADER: _l("Never: one person, or a group that is too small to stay anonymous."),
    Role.TRUSTEE: _l("Never: one person, or results unless they also lead a unit."),
    Role.OPERATOR: _l("Never: journals, answers or reports on any page of this product."),
    Role.LEAVER: _l("Never: anything of the organization. For 60 days they can take their own words along."),
}

RETENTION: tuple[tuple[object, object], ...] = (
    (
        _l("Your journal"),
        _l("Until you erase it. After you leave, 60 days to take it along; then its key is destroyed."),
    ),
    (
        _l("What you make for yourself: sentences, letters, small steps, goals, your way"),
        _l("In your private space, until you let it go. Then nothing of it is kept."),
    ),
    (
        _l("Answers in a check-in"),
        _l("Until the check-in closes. Then every answer, and the note of who took part, is deleted."),
    ),
    (
        _l("Under a code: who answered, never what"),
        _l("Kept for the program alone that protects later reports. No page shows it, and no role reads it."),
    ),
    (
        _l("What you keep after a practice"),
        _l("In your private space, until you delete it. That you did a practice is never kept."),
    ),
    (_l("Your own copy of your answers"), _l("In your private space, until you erase it.")),
    (
        _l("Feedback that you received"),
        _l("In your private space, until you remove it. Whoever wrote it keeps a copy for 12 months at most."),
    ),
    (
        _l("What is shared in your coaching pairing"),
        _l("Until the pairing ends. Then it is deleted, except what you chose to keep for yourself."),
    ),
    (
        _l("A journal entry that you show to your peer coach"),
        _l("The copy goes when you take it back, when the pairing ends, or when one of you leaves."),
    ),
    (
        _l("A copy of everything that you have made"),
        _l("Until you download it, sign out, or a day has passed."),
    ),
    (
        _l("What you asked HR to correct"),
        _l("Until you take it back or put it away, at most 90 days after HR answered."),
    ),
    (_l("Published figures"), _l("Kept. They are about groups and are never changed afterwards.")),
    (
        _l("What leaders say will change"),
        _l("Until it is done or ended, and a year longer. Members no longer see what was ended."),
    ),
    (_l("Your place in the organization"), _l("As long as you belong to it.")),
    (_l("Mails to you"), _l("Deleted here once sent, at most after 24 hours.")),
    (_l("What administrators did"), _l("Kept, so that it can be checked.")),
    (
        _l("Drafts and your three sentences on this device"),
        _l("Sealed, until they are kept, you sign out, or somebody else signs in there; at most 14 days."),
    ),
    (_l("“I need a moment”"), _l("Nothing is kept. It is not even counted.")),
)

# In the order in which somebody asks: me first, then those with most power over me.
_ORDER = (
    Role.MEMBER,
    Role.SUPERVISOR,
    Role.HR,
    Role.LEADER,
    Role.TRUSTEE,
    Role.OPERATOR,
    Role.LEAVER,
    Role.ANYONE,
)


@dataclass(frozen=True)
class RoleInWords:
    """One role as the page tells it."""

    name: object
    may: tuple[object, ...]
    never: object


def roles_in_words() -> list[RoleInWords]:
    """Every role with its permissions in the order of the enum."""
    return [
        RoleInWords(
            name=ROLE_NAMES[role],
            may=tuple(SENTENCES[permission] for permission in Permission if permission in GRANTS[role]),
            never=NEVER_SEES[role],
        )
        for role in _ORDER
    ]
