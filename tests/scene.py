"""A furnished company for tests that look at pages: a year's corner of it, with every kind of thing a page can show."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from uuid import UUID, uuid4

from flask import Flask
from flask.testing import FlaskClient

from tenants import clock, work_queue
from tenants.db import as_member, work
from tests.conftest import PASSWORD

ZONE = "Europe/Lisbon"
UNITS = ("Operations / Day shift", "Operations / Night shift", "Sales")
PER_UNIT = 9
KNOWN = {
    "alice": ("Alice Okafor", UNITS[1]),
    "leo": ("Leo Marchetti", UNITS[0]),
    "tomas": ("Tomas Wierzbicki", UNITS[2]),
    "olga": ("Olga of Operations", UNITS[0]),
    "lena": ("Lena Who Left", UNITS[1]),
}
PARTNER = "person2"
"""Who is paired with Alice in peer coaching: of another unit, and nobody's stranger in the tests."""
MONTHS_AGO = timedelta(days=120)


@dataclass
class Someone:
    """One person of the scene, who signs in through the form."""

    email: str
    member_id: UUID
    app: Flask
    password: str = PASSWORD
    client: FlaskClient = field(init=False)

    def __post_init__(self) -> None:
        self.client = self.app.test_client()

    def sign_in(self) -> FlaskClient:
        """A signed-in test client."""
        answer = self.client.post("/sign-in", data={"email": self.email, "password": self.password})
        assert answer.status_code == 303, answer.text
        return self.client


@dataclass
class Scene:
    """A company with a released check-in, an open one, reports, a journal, notices and a newcomer to welcome."""

    tenant_id: UUID
    slug: str
    alice: Someone
    hana: Someone
    leo: Someone
    tomas: Someone
    olga: Someone
    lena: Someone
    closed_wave: UUID
    open_wave: UUID
    partner: Someone


def build(app: Flask, tally_app: Flask, *, name: str = "Northwind") -> Scene:
    """Make it through the service verbs, four months ago and today."""
    mark = uuid4().hex[:8]
    with app.app_context(), clock.shifted(-MONTHS_AGO):
        tenant_id, slug, ids = _people(f"{name} {mark}", mark)
        _ready(tenant_id, ids, mark)
        closed = _wave(tenant_id, ids["hana"], "Summer check-in")
        _answers(tenant_id, ids, closed)
        _close(tenant_id, ids["hana"], closed)
    _drain(app, tally_app)
    with app.app_context():
        opened = _wave(tenant_id, ids["hana"], "Autumn check-in")
        _plans(tenant_id, ids)
    _drain(app, tally_app)
    someone = {key: Someone(f"{key}.{mark}@example.org", ids[key], app) for key in ("hana", *KNOWN)}
    partner = Someone(f"{PARTNER}.{mark}@example.org", ids[PARTNER], app)
    scene = Scene(tenant_id, slug, **someone, closed_wave=closed, open_wave=opened, partner=partner)
    _write(scene.alice.sign_in())
    _for_herself(scene.alice)
    _write(scene.lena.sign_in())
    with app.app_context():
        _looks_back(tenant_id, ids["alice"])
        wednesday = _feedback(tenant_id, ids)
        _actions(tenant_id, ids)
    with clock.at(wednesday + timedelta(minutes=5)):
        _drain(app, tally_app)
    _answered(scene)
    _coaching(app, tally_app, scene)
    _practices(scene)
    _learning(scene)
    with app.app_context():
        _ended_programme(scene)
    _programs(app, scene)
    _builds(scene)
    _own_data(app, tally_app, scene)
    with app.app_context():
        _goes(tenant_id, ids["hana"], ids["lena"])
    return scene


def _people(name: str, mark: str) -> tuple[UUID, str, dict[str, UUID]]:
    from tenants.members import service as members
    from tenants.organizations import service as organizations
    from tenants.signin import service as signin

    with work(None):
        tenant_id, slug = organizations.sign_up(
            name=name, hr_name="Hana Lindqvist", hr_email=f"hana.{mark}@example.org", time_zone=ZONE
        )
    with work(tenant_id):
        ids = {"hana": members.by_email(f"hana.{mark}@example.org").id}
        units = {path: organizations.ensure_unit(path).id for path in UNITS}
        known = {key: path for key, (_name, path) in KNOWN.items()}
        extra = {f"person{n}": UNITS[n % len(UNITS)] for n in range(PER_UNIT * len(UNITS) - len(known))}
        for key, path in (known | extra).items():
            row = members.add(email=f"{key}.{mark}@example.org", name=_called(key), unit_id=units[path])
            ids[key] = row.id
        for key in ("hana", *known, PARTNER):
            signin.activate(member_id=ids[key], password=PASSWORD)
    return tenant_id, slug, ids


def _called(key: str) -> str:
    return KNOWN[key][0] if key in KNOWN else key.capitalize()


def _ready(tenant_id: UUID, ids: dict[str, UUID], mark: str) -> None:
    from tenants.members import service as members
    from tenants.organizations import help as help_room
    from tenants.organizations import holidays
    from tenants.organizations import service as organizations
    from tenants.organizations.access import organization
    from tenants.provisioning import service as provisioning
    from wellbeing.checkins import catalog, own
    from wellbeing.checkins.own_pages import SAMPLE

    with work(tenant_id, ids["hana"]):
        here = organization()
        here.program_name, here.first_import_at = "Kind Work", clock.now()
        leads = organizations.ensure_unit("Operations").id
        members.grant(member_id=ids["leo"], role="leader", unit_id=leads)
        members.grant(member_id=ids["tomas"], role="trustee")
        provisioning.make_operator(email=f"olga.{mark}@example.org")
        today = clock.today(ZONE)
        for country in sorted(help_room.countries_of_members()):
            help_room.add_contact(
                country=country,
                name="Listening line",
                phone="+351 213 000 000",
                text_number="+351 910 000 000",
                url="https://example.org/help",
                hours="Day and night",
                source="Invented for this test",
                verified_on=today,
                expires_on=today + timedelta(days=900),
            )
            help_room.confirm(country=country, by=ids["hana"])
        holidays.take_over(country="PT", region="")
        holidays.add(first=today + timedelta(days=20), last=today + timedelta(days=24), name="Closed", country="")
        organizations.change_welcome({"en": "Good that you are here.", "de": "Schön, dass du da bist."})
        for key in ("cbi", "fevs_eei"):
            catalog.switch_on(key=key, by=ids["hana"], licence_read=True)
        own.upload(content=SAMPLE.encode(), by=ids["hana"])
        organizations.launch()


def _wave(tenant_id: UUID, hana: UUID, name: str) -> UUID:
    from wellbeing.checkins import opening

    with work(tenant_id, hana):
        closes_on = clock.today(ZONE) + timedelta(days=10)
        return opening.open_wave(name=name, instruments=("cbi", "fevs_eei", "pulse"), closes_on=closes_on).id


def _plans(tenant_id: UUID, ids: dict[str, UUID]) -> None:
    from tenants.members import absence
    from tenants.members import service as members
    from wellbeing.checkins import schedules

    first = clock.today(ZONE) + timedelta(days=91)
    with work(tenant_id, ids["hana"]):
        schedules.schedule(terms=schedules.Terms("Every quarter", ["cbi"], 13, 10, first, remind_before=2))
        absence.record_away(members.member_row(ids["person1"]), until=first)


def _answers(tenant_id: UUID, ids: dict[str, UUID], wave_id: UUID) -> None:
    from tenants.members import service as members
    from tests.conftest import db
    from wellbeing.checkins import catalog, service
    from wellbeing.checkins.models import Wave

    with work(tenant_id, ids["hana"]):
        wave = db.session.get_one(Wave, (tenant_id, wave_id))
        instruments = [one for one, _origin in catalog.instruments_of(wave)]
        for number, member_id in enumerate(ids.values()):
            cells = {
                one.key: {
                    item.id: item.options[(number * 7 + place * 3) % len(item.options)].code
                    for place, item in enumerate(one.questions)
                }
                | {
                    item_id: "100" if place in {number % 3, 3} else "0"
                    for choice in one.choices
                    for place, item_id in enumerate(choice.items)
                }
                for one in instruments
            }
            with as_member(member_id):
                service.cast(member=members.member_row(member_id), wave_id=wave_id, cells=cells, keep_copy=False)


def _looks_back(tenant_id: UUID, alice: UUID) -> None:
    """Entries of earlier times in other forms, with tags, and "on this day" chosen."""
    from tenants.members import own_way
    from tenants.members.my_way import MyWay
    from wellbeing.journal import service
    from wellbeing.journal.looking_back import same_days
    from wellbeing.journal.mood import Energy, Mood, Pleasantness
    from wellbeing.journal.reflection import Reflection

    hard, good = (Energy.LOW, Pleasantness.UNPLEASANT), (Energy.HIGH, Pleasantness.PLEASANT)
    year_ago = datetime.combine(next(iter(same_days(clock.today(ZONE)))), time(12), UTC)
    pause = {"situation": "Two calls at once.", "needs": "Quiet.", "next_step": "A glass of water."}
    mistake = {"happened": "The wrong pallet.", "learned": "Look twice when tired.", "repair": "Tell Ewa."}
    now = clock.now()
    said = [
        Reflection(
            now - timedelta(days=9), form="pause", fields=pause, effort="Asked", tags=("calls",), mood=Mood(*hard)
        ),
        Reflection(now - timedelta(days=23), form="mistake", fields=mistake, effort="Told Ewa"),
        Reflection(year_ago, body="The first frost.", kindness="Tea", mood=Mood(*good)),
    ]
    with work(tenant_id, alice):
        own_way.keep(member_id=alice, way=MyWay(on_this_day=True))
        service.write_many(member_id=alice, reflections=said, zone=ZONE)


def _feedback(tenant_id: UUID, ids: dict[str, UUID]) -> datetime:
    from tenants.members import private_space
    from tenants.members import service as members
    from wellbeing.feedback import catalog, delivering, drafting, forms, service
    from wellbeing.feedback.access import draft_for
    from wellbeing.feedback.draft import Draft
    from wellbeing.feedback.forms import Reach, Section, SectionWords, TemplateWords

    sections = [Section("s1-1", required=True, step=False)]
    told = {"s1-1": SectionWords("What I saw", "Facts.", "One moment.", "On Monday.")}
    words = TemplateWords("A quiet word", "Now and then.", "Something small", told)
    with work(tenant_id, ids["hana"]):
        catalog.make(
            corrective=False, reach=Reach.REPORTS, sections=sections, language="en", words=words, by=ids["hana"]
        )
        catalog.add_phrase(phrase="low performer", reason="It sorts people.", kinder="name the task")
        for key in ("alice", "lena"):
            members.set_manager(members.member_row(ids[key]), manager_id=ids["leo"])
    with work(tenant_id, ids["alice"]):
        service.ask(member=members.member_row(ids["alice"]), words="Was my handover on Monday clear?")
    wednesday = (clock.now() - timedelta(days=(clock.now().weekday() - 2) % 7 or 7)).replace(hour=10)
    template = forms.shipped()[0]
    filled = {one.id: template.words("en").sections[one.id].example for one in template.sections}
    with clock.at(wednesday), work(tenant_id, ids["leo"]):
        private_space.begin(ids["leo"])
        leo, days = members.member_row(ids["leo"]), {"step": clock.today(ZONE) + timedelta(days=9)}
        for key, goes in (("alice", True), ("lena", True), ("alice", False)):
            draft = Draft(ids[key], template.key, 1, "en", clock.now(), words=filled, days=days)
            kept = drafting.keep_new(author=leo, draft_id=uuid4(), draft=draft, template=template)
            if goes:
                delivering.send(draft_for(leo, kept), author=leo)
    return wednesday


def _actions(tenant_id: UUID, ids: dict[str, UUID]) -> None:
    from tenants.organizations import service as organizations
    from wellbeing.actions import service
    from wellbeing.actions.said import Lever, Said, State

    day = clock.today(ZONE) + timedelta(days=20)
    planned = Said("Breaks at night are covered.", "Leo", State.PLANNED, day, "", Lever.RECOVERY, "Summer check-in")
    not_now = Said("A second canteen.", "Hana of HR", State.NOT_NOW, None, "there is no room for it this year.")
    with work(tenant_id, ids["leo"]):
        for path, said in ((UNITS[1], planned), ("Operations", planned), ("Operations", not_now)):
            unit = organizations.ensure_unit(path)
            kept = service.write(unit=unit, draft_id=uuid4(), said=said)
            if path == UNITS[1]:
                service.mark_done(kept)
    with work(tenant_id, ids["hana"]):
        service.write(unit=None, draft_id=uuid4(), said=not_now)
        service.end(service.write(unit=None, draft_id=uuid4(), said=planned))


def _answered(scene: Scene) -> None:
    alice = scene.alice.client
    note = re.findall(r'<h2><a href="(/feedback/[0-9a-f-]{36})"', alice.get("/feedback").text)[0]
    tomorrow = (clock.today(ZONE) + timedelta(days=1)).isoformat()
    acts = {
        "thanks": {},
        "view": {"words": "The form was missing that day."},
        "talk": {"on": tomorrow, "at": "10:00"},
        "show": {"to": str(scene.tomas.member_id)},
    }
    for act, given in acts.items():
        answer = alice.post(f"{note}/{act}", data=given)
        assert answer.status_code == 303, answer.text


def _coaching(app: Flask, tally_app: Flask, scene: Scene) -> None:
    """Alice is paired in a round that runs, has agreed, chosen a time and written a line; another round is ahead."""
    from wellbeing.pairings import rounds
    from wellbeing.pairings.rules import Rules

    alice, partner = scene.alice, scene.partner
    today = clock.today(ZONE)
    with clock.shifted(-timedelta(days=6)):
        with app.app_context(), work(scene.tenant_id, scene.hana.member_id):
            rounds.add_topic(name="Working across shifts")
            rounds.launch(starts_on=today - timedelta(days=3), chosen=Rules(weeks=3), by=scene.hana.member_id)
        for person in (alice, partner):
            _joins(person.sign_in())
    with clock.shifted(-timedelta(days=2)):
        _drain(app, tally_app)
    with app.app_context(), work(scene.tenant_id, scene.hana.member_id):
        rounds.launch(starts_on=today + timedelta(days=30), chosen=Rules(weeks=3), by=scene.hana.member_id)
    pair = re.findall(r'href="(/coaching/pairs/[0-9a-f-]{36})"', alice.sign_in().get("/coaching").text)[0]
    for person in (alice, partner):
        assert person.sign_in().post(f"{pair}/accept").status_code == 303
    times = re.findall(r'name="starts_at" value="([^"]+)"', alice.client.get(pair).text)
    acts = {"time": {"starts_at": times[0]}, "note": {"words": "We both walk home."}, "agenda": {"words": "Noise"}}
    for act, given in acts.items():
        assert alice.client.post(f"{pair}/{act}", data=given).status_code == 303


def _practices(scene: Scene) -> None:
    """HR wrote two practices and published one, hides one of ours; Alice kept a few words after one."""
    hana = scene.hana.sign_in()
    given = {
        "language": "en",
        "summary": "A short way round the house.",
        "minutes": "3",
        "need": "settle",
        "closing": "You are back.",
        "step_title": ["Go out", "Come in"],
        "step_text": ["To the door.", "To your place."],
        "step_place": ["1", "2"],
    }
    for title in ("The way round the house", "Not ready yet"):
        answer = hana.post("/practices/settings/own", data=given | {"title": title})
        assert answer.status_code == 303, answer.text
        if title != "Not ready yet":
            assert hana.post(f"{answer.headers['Location']}/publish").status_code == 303
    assert hana.post("/practices/settings/ours/body-scan/hide").status_code == 303
    words = {"note": "It was quieter afterwards.", "words-see": "This is a hard hour."}
    answer = scene.alice.client.post("/practices/three-sentences", data=words)
    assert answer.status_code == 303, answer.text


def _programs(app: Flask, scene: Scene) -> None:
    """Two programmes run, with a check-in and a coaching round; a third is joined alone. Alice did a step of each.

    HR works on a draft of another one.
    """
    from tests.conftest import db
    from tests.wellbeing.programs.steps import press, runs
    from wellbeing.pairings import access as pairings
    from wellbeing.programs.models import ProgramAct

    today = clock.today(ZONE)
    kinder = runs(app, scene.tenant_id, starts_on=today - timedelta(days=3))
    coaching = runs(app, scene.tenant_id, "peer-coaching", starts_on=today - timedelta(days=10), joiners="with_company")
    alone = runs(app, scene.tenant_id, "after-a-hard-season", starts_on=today - timedelta(days=3))
    with app.app_context(), work(scene.tenant_id):
        round_id = next(row.id for row in pairings.rounds() if row.state == "running")
        opened = ((kinder, "w1s3", "checkin", 1, scene.open_wave), (coaching, "w2s1", "pairing_round", 2, round_id))
        for program_id, step_id, kind, week, about_id in opened:
            db.session.add(
                ProgramAct(
                    program_id=program_id,
                    step_id=step_id,
                    kind=kind,
                    week=week,
                    due_on=today,
                    state="done",
                    about_id=about_id,
                )
            )
    press(scene.alice.client, alone, "join")
    for program_id in (kinder, coaching, alone):
        press(scene.alice.client, program_id, "done", "w1s1")
    ahead = today + timedelta(days=21)
    runs(app, scene.tenant_id, "after-a-hard-season", starts_on=ahead, state="draft", launched_at=None)


def _ended_programme(scene: Scene) -> None:
    """Eight weeks for everyone, which began with the check-in of four months ago and are over."""
    from tests.conftest import db
    from wellbeing.programs import audience, blueprint, content
    from wellbeing.programs.models import Program

    ready = blueprint.shipped()["self-compassion-at-work"].content
    first = clock.today(ZONE) - MONTHS_AGO
    last = first + timedelta(weeks=ready.length) - timedelta(days=1)
    began, ended = (datetime.combine(day, time(8), UTC) for day in (first, last))
    with work(scene.tenant_id, scene.hana.member_id):
        db.session.add(
            Program(
                id=uuid4(),
                blueprint="self-compassion-at-work",
                content=content.to_json(ready),
                languages=list(content.LANGUAGES),
                audience=audience.to_json(audience.Audience()),
                starts_on=first,
                ends_on=last,
                state="ended",
                made_at=began,
                launched_at=began,
                ended_at=ended,
            )
        )


def _builds(scene: Scene) -> None:
    """HR has a draft that is ready to launch, and one that lacks French texts."""
    hana = scene.hana.sign_in()
    assert hana.post("/programs/manage/start/after-a-hard-season").status_code == 303
    draft = hana.post("/programs/manage/start/quarterly-check-in")
    assert draft.status_code == 303, draft.text
    given = {"revision": "1", "name": "Notre trimestre", "minutes_a_week": "5"}
    answer = hana.post(f"{draft.headers['Location']}/words?language=fr", data=given)
    assert answer.status_code == 303, answer.text


def _own_data(app: Flask, tally_app: Flask, scene: Scene) -> None:
    """An entry each is shown within the pair, copies of everything are made, and something is asked to be corrected."""
    for person, other in ((scene.alice, scene.partner), (scene.partner, scene.alice)):
        answer = person.client.post("/journal", data={"body": "The geese flew over at six.", "consent": "yes"})
        assert answer.status_code == 303, answer.text
        shared = person.client.post(f"{answer.headers['Location']}/share", data={"to": str(other.member_id)})
        assert shared.status_code == 303, shared.text
    asked = {"field": "location", "words": "I work in Porto."}
    assert scene.alice.client.post("/my-data/correction", data=asked).status_code == 303
    for person in (scene.alice, scene.olga):  # one with a private space, one without
        assert person.sign_in().post("/my-data/copy").status_code == 303
    _drain(app, tally_app)


def _learning(scene: Scene) -> None:
    """Leo told his people of a mistake and Alice answered; another note waits for tomorrow, a third is a draft."""
    leo, alice, ticks = scene.leo.sign_in(), scene.alice.client, dict.fromkeys(("over", "others", "known"), "yes")
    told = {
        "happened": "I promised a date in a meeting without asking whoever would do the work.",
        "kind": "Nobody said “I told you so”.",
        "useful": "We looked at the list together and struck out half of it.",
        "differently": "I say “I will ask” now, and it is still a good answer.",
        "language": "en",
        "group": "reports",
    }
    for when in ("now", "tomorrow", ""):
        kept = leo.post("/learning-notes/write", data=told | {"draft": str(uuid4()), "then": "keep"})
        assert kept.status_code == 303, kept.text
        if when:
            assert leo.post(f"{kept.location}/publish", data=ticks | {"when": when}).status_code == 303
    note = re.findall(r'href="(/learning-notes/[0-9a-f-]{36})"', alice.get("/learning-notes").text)[0]
    assert alice.post(f"{note}/answer", data={"words": "I will ask, too."}).status_code == 303


def _joins(client: FlaskClient) -> None:
    given = {
        "topic": ["stress"],
        "wants": "Evenings without work",
        "language": ["en"],
        "day": ["1", "2", "3", "4", "5", "6", "7"],
        "starts": "08:00",
        "ends": "18:00",
        "revision": "0",
        "consent": "yes",
    }
    answer = client.post("/coaching/wishes", data=given)
    assert answer.status_code < 400, answer.text


def _for_herself(alice: Someone) -> None:
    """Something of each kind; one letter has come back today, another is being written."""
    client = alice.client
    made = {
        "/my-sentences": {"said": ["Slowly is fine.", "Others know this too.", "For today this is enough."]},
        "/letters": {"body": "Dear me, the spring was long, and you kept going."},
        "/small-steps": {"what": "Once around the block", "when": "After lunch", "sentence": "Slowly is fine."},
        "/goals": {"sentence": "Leave on time on Wednesdays", "first_step": "Shut the laptop at five", "bad_day": "no"},
        "/gradual-steps": {"anchor": "sound"},
        "/my-way": {"anchor": ["sound"], "avoid": ["loss"]},
    }
    with clock.shifted(-timedelta(days=20)):
        client = Someone(alice.email, alice.member_id, alice.app).sign_in()
        for path, words in made.items():
            answer = client.post(path, data=words)
            assert answer.status_code == 303, answer.text
            where = answer.headers["Location"]
            if path == "/letters":
                day = (clock.today(ZONE) + timedelta(days=20)).isoformat()
                assert client.post(f"{where}/finish", data={"arrives_on": day}).status_code == 303
            if path == "/small-steps":
                client.post(f"{where}/how", data={"how": "not_this_time"})
            if path == "/gradual-steps":
                rungs = ["Greet the group", "Ask one question"]
                client.post(where, data={"anchor": "sound", "towards": "Meetings", "rungs": rungs, "revision": "1"})
    for path in ("/letters", "/small-steps"):
        assert alice.client.post(path, data=made[path]).status_code == 303


def _goes(tenant_id: UUID, hana: UUID, member_id: UUID) -> None:
    from tenants.members import service as members
    from tenants.members.leaving import mark_leaver

    with work(tenant_id, hana):
        mark_leaver(members.member_row(member_id), left_on=clock.today(ZONE))


def _close(tenant_id: UUID, hana: UUID, wave_id: UUID) -> None:
    from wellbeing.checkins import service

    with work(tenant_id, hana):
        service.close_wave(wave_id=wave_id)


def _drain(app: Flask, tally_app: Flask) -> None:
    ran = 1
    while ran:
        with app.app_context():
            ran = work_queue.drain("default")
        with tally_app.app_context():
            ran += work_queue.drain("tally")


def _write(client: FlaskClient) -> None:
    page = client.get("/journal/new").text
    draft = page.split('name="draft" value="')[1].split('"')[0]
    words = "The release slipped again. I stayed calm with the team, and walked home slowly."
    answer = client.post(
        "/journal",
        data={
            "draft": draft,
            "body": words,
            "effort": "Told the client early",
            "kindness": "Walked home slowly",
            "consent": "yes",
        },
    )
    assert answer.status_code < 400, answer.text
