"""Web workers on two machines, one database: whoever is sent now to this one and now to that one notices nothing.

What they share otherwise than through PostgreSQL is the folder of evidence files, and copies of two keys.
"""

import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

import pytest
from clerk import Browser, signed_in
from flask import Flask
from office import TODAY, TOWNSHIP, Office, meeting, opened
from places import Place, PostgresCluster

from domain import person
from domain.identity import account_of
from ledger.execution import execute
from ledger.keyring import Keyring
from ledger.port import Signature
from ledger.proof.fsck import check
from ledger.proof.reader import open_rows
from web.app import create_app
from web.services import Services

pytestmark = pytest.mark.postgresql


@dataclass
class Hosts:
    """Two machines that serve one office."""

    one: Office
    two: Services
    other: Flask
    """The application on the second."""

    def browser(self, name: str = "clerk") -> Browser:
        """Somebody who signed in at the first."""
        return signed_in(self.one, name)

    def move(self, browser: Browser) -> Browser:
        """The proxy sends the next request to the other machine."""
        there = browser.client.application is self.other
        browser.client.application = self.one.app if there else self.other
        return browser


@pytest.fixture(scope="module")
def hosts(postgres_cluster: PostgresCluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hosts]:
    folder, second = tmp_path_factory.mktemp("one"), tmp_path_factory.mktemp("two")
    shared = tmp_path_factory.mktemp("shared")
    apart, place = postgres_cluster.create(), Place(folder, postgres_cluster)
    Keyring.create(apart.owner, folder / "master.key")
    place.init()
    with opened(place, folder, keys=apart.owner, secrets=apart.owner, files=shared / "files") as one:
        for name in ("master.key", "log.key"):
            shutil.copy(folder / name, second / name)
        settings = replace(
            one.services.settings, data=second, master_key_file=second / "master.key", log_key_file=second / "log.key"
        )
        with Services(settings, clock=one.clock).opened() as two:
            yield Hosts(one, two, create_app(services=two))
    place.drop()
    postgres_cluster.drop(apart)


def typed(title: str) -> dict[str, Any]:
    fact = meeting(title=title)
    (item,) = fact.pop("agenda")
    return {**fact, "agenda-0-topic": item["topic"], "agenda-0-title": item["title"]}


class TestToAndFro:
    def test_a_session_holds_at_both(self, hosts: Hosts) -> None:
        browser = hosts.browser()
        assert browser.get("/records").status == 200
        assert hosts.move(browser).get("/records").status == 200

    def test_a_form_of_one_is_sent_to_the_other(self, hosts: Hosts) -> None:
        browser = hosts.browser()
        path = f"/acts/hold_meeting?organisation={TOWNSHIP}"
        for title in ("党委会第一次", "党委会第二次"):
            form = browser.get(path).form("/acts/hold_meeting")
            hosts.move(browser)
            answer = browser.post("/acts/hold_meeting", {**form, **typed(title)})
            assert answer.status == 303
            # Sent again, to the machine that had it first: one record.
            again = hosts.move(browser).post("/acts/hold_meeting", {**form, **typed(title)})
            assert again.location == answer.location
            assert title in browser.get(answer.location).html

    def test_signed_out_at_one_is_signed_out_at_both(self, hosts: Hosts) -> None:
        browser = hosts.browser()
        fields = browser.get("/sessions").form("/sign-out")
        assert hosts.move(browser).post("/sign-out", fields).status == 303
        assert hosts.move(browser).get("/records").location.startswith("/sign-in")

    def test_who_guesses_is_slowed_down_at_both(self, hosts: Hosts) -> None:
        here, there = Browser(hosts.one.app), Browser(hosts.other)
        for _ in range(6):
            here.sign_in("supervisor", "wrong-guess-1")
        answers = [one.sign_in("supervisor", "wrong-guess-2").status for one in (here, there)]
        assert answers == [429, 429]


class TestWhatIsShared:
    def test_names_that_one_sealed_the_other_reads(self, hosts: Hosts) -> None:
        one, browser = hosts.one.client(), hosts.browser()
        register = {"person": f"person-{77:020x}", "organisation": TOWNSHIP, "name": "王丙丁"}
        assert one.post("register_person", register).status_code == 201
        assert "王丙丁" in hosts.move(browser).get("/people").html

    def test_whom_one_erased_the_other_forgets(self, hosts: Hosts) -> None:
        """Also the name that it had read before, and keeps at hand."""
        gone, day = f"person-{78:020x}", TODAY
        one = hosts.one.services
        register = {"person": gone, "organisation": TOWNSHIP, "name": "赵丁戊"}
        assert hosts.one.client().post("register_person", register).status_code == 201
        browser = hosts.move(hosts.browser())
        assert "赵丁戊" in browser.get("/people").html
        ground = person.ErasureGround.CONSENT
        asked = person.RequestErasure(
            person=gone, ground=ground, reason="本人撤回同意。", occurred_on=day, asked_by=account_of("supervisor")
        )
        given = person.ApproveErasure(person=gone, occurred_on=day, approved_by=account_of("clerk"))
        for key, act, who in (("asked", asked, "supervisor"), ("given", given, "clerk")):
            signature = Signature(command_id=key, recorded_by=account_of(who), on_behalf_of=TOWNSHIP)
            execute(one.ledger, act, signature, day)
        one.catch_up()
        assert "赵丁戊" not in browser.get("/people").html
        assert "赵丁戊" not in browser.get(f"/records/{gone}").html

    def test_evidence(self, hosts: Hosts) -> None:
        content = "佐证材料\n".encode() * 1000
        taken = hosts.one.services.files.take(BytesIO(content), name="a.txt")
        assert b"".join(hosts.two.files.read(taken.sha256)) == content

    def test_checkpoints_continue_each_other(self, hosts: Hosts) -> None:
        client, sizes = hosts.one.client(), []
        for number, services in enumerate([hosts.one.services, hosts.two, hosts.one.services]):
            assert client.post("hold_meeting", meeting(title=f"党委会第{number + 10}次")).status_code == 201
            sealed = services.sealer.seal()
            assert sealed is not None
            sizes.append(sealed.size)
        assert sizes == sorted(set(sizes))
        sealer = hosts.two.sealer
        with closing(open_rows(hosts.two.settings.ledger)) as rows:
            assert check(rows, sealer.store, sealer.key.verifier).findings == ()
