"""Four eyes: decisions and grants of the officers' roles take two people, over API and forms, on both databases."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from clerk import PASSWORD, Browser, Page, give_password, signed_in
from judged import ELEMENTS, case_opened, decided_by_two, does, held
from office import DEPUTY, DISTRICT, FOUNDED, TODAY, Office, opened

from domain.account import OpenAccount, Role
from domain.identity import account_of
from domain.security import INSTALLATION
from ledger.execution import execute, state_of
from ledger.port import LedgerUnavailable, Signature
from web.secrets import Scope


@pytest.fixture
def office(place: Any, tmp_path: Path) -> Iterator[Office]:
    with opened(place, tmp_path) as made:
        yield made


def account(office: Office, name: str, role: Role, person: str | None = None) -> None:
    """One account more, with a token."""
    command = OpenAccount(
        account=account_of(name),
        sign_in_name=name,
        organisation=DISTRICT,
        role=role,
        occurred_on=FOUNDED,
        person=person,
    )
    signature = Signature(command_id=name, recorded_by=account_of("administrator"), on_behalf_of=DISTRICT)
    execute(office.services.ledger, command, signature, TODAY)
    made = office.services.secrets.make_token
    office.tokens[name] = made(account_of(name), "test", now=office.services.now(), scope=Scope.DECIDE)


def heard(office: Office) -> tuple[str, dict[str, Any]]:
    """A case that waits for its decision, and the decision."""
    stream, cited = case_opened(office), held(office)
    at = {"accountability": stream}
    for element in ELEMENTS:
        said = {"element": element, "refs": [cited], "text": "见会议记录", "occurred_on": "2024-06-06"}
        does(office, "supervisor", "cite_element", **at, **said)
    does(office, "supervisor", "give_notice", **at, occurred_on="2024-06-07", text="拟追究责任")
    does(office, "supervisor", "take_statement", **at, occurred_on="2024-06-08", text="认识到不足")
    decides = held(office, day="2024-06-09")
    return stream, {**at, "occurred_on": "2024-06-10", "held": True, "meeting": decides, "text": "要件齐备"}


def asked(office: Office, body: dict[str, Any], who: str = "supervisor", act: str = "decide_case") -> str:
    answer = office.client(who).post(act, body)
    assert answer.status_code == 202, answer.text
    return str(answer.json["stream"])


def office_page(office: Office, name: str, path: str) -> str:
    """A page as an account sees it that this test opened."""
    of = office.services
    of.secrets.set_password(account_of(name), PASSWORD, now=of.now(), position=office.position())
    browser = Browser(office.app)
    assert browser.sign_in(name).status == 303
    return browser.get(path).html


def stage(office: Office, stream: str) -> str:
    return str(state_of(office.services.ledger, stream).stage)


class TestADecision:
    def test_one_asks_another_gives_and_both_are_named(self, office: Office) -> None:
        case, decision = heard(office)
        before = office.position()
        answer = office.client("supervisor").post("decide_case", decision, key="once")
        assert answer.status_code == 202
        approval = answer.json["stream"]
        assert (office.position(), stage(office, case)) == (before + 1, "heard")
        again = office.client("supervisor").post("decide_case", decision, key="once")
        assert (again.status_code, again.json["repeated"]) == (200, True)
        assert decided_by_two(office, approval) == case
        assert (stage(office, case), stage(office, approval)) == ("held", "given")
        first, second = office.services.ledger.rows(before + 1, 2)
        assert (first.name, second.name) == ("approval.given/1", "accountability.decided/1")
        decided = office.services.ledger.stream(case)[-1]
        assert decided.recorded_by == account_of("decider")
        lines = [entry.event for entry in office.services.ledger.stream(approval)]
        assert (lines[0].asked_by, lines[1].given_by) == (account_of("supervisor"), account_of("decider"))
        page = signed_in(office, "supervisor").get(f"/approvals/{approval}").words
        assert "supervisor" in page
        assert "decider" in page

    def test_nobody_gives_their_own(self, office: Office) -> None:
        case, decision = heard(office)
        approval = asked(office, decision)
        for act in ("give_approval", "refuse_approval"):
            more = {} if act == "give_approval" else {"reason": "不妥"}
            answer = office.client("supervisor").post(act, {"approval": approval, **more})
            assert (answer.status_code, answer.json["code"]) == (409, "four_eyes")
        assert stage(office, case) == "heard"

    def test_nor_does_the_same_person_under_another_account(self, office: Office) -> None:
        account(office, "boss-one", Role.SUPERVISOR, DEPUTY)
        account(office, "boss-two", Role.DECISION_MAKER, DEPUTY)
        case, decision = heard(office)
        approval = asked(office, decision, "boss-one")
        answer = office.client("boss-two").post("give_approval", {"approval": approval})
        assert (answer.status_code, answer.json["code"]) == (409, "four_eyes")
        assert stage(office, case) == "heard"
        assert decided_by_two(office, approval) == case

    def test_it_is_refused_withdrawn_or_given_once(self, office: Office) -> None:
        case, decision = heard(office)
        refused, withdrawn, given = (asked(office, decision) for _ in range(3))
        does(office, "decider", "refuse_approval", approval=refused, reason="事实不清")
        answer = office.client("decider").post("withdraw_approval", {"approval": withdrawn, "reason": "撤回"})
        assert answer.json["code"] == "not_the_asker"
        does(office, "supervisor", "withdraw_approval", approval=withdrawn, reason="另行研究")
        for one in (refused, withdrawn):
            assert office.client("decider").post("give_approval", {"approval": one}).json["code"] == "decided"
        assert stage(office, case) == "heard"
        first = office.client("decider").post("give_approval", {"approval": given}, key="give")
        assert first.status_code == 201
        assert office.client("decider").post("give_approval", {"approval": given}, key="give").json["repeated"]
        assert office.client("decider").post("give_approval", {"approval": given}).json["code"] == "decided"

    def test_it_lapses(self, office: Office) -> None:
        case, decision = heard(office)
        approval = asked(office, decision)
        office.clock.forward(days=31)
        answer = office.client("decider").post("give_approval", {"approval": approval})
        assert (answer.status_code, answer.json["code"]) == (409, "lapsed")
        assert stage(office, case) == "heard"

    def test_it_is_decided_anew_and_neither_is_recorded_where_the_rules_refuse(self, office: Office) -> None:
        case, decision = heard(office)
        approval = asked(office, decision)
        does(office, "supervisor", "void_case", accountability=case, reason="误登")
        before = office.position()
        answer = office.client("decider").post("give_approval", {"approval": approval})
        assert answer.status_code == 409
        assert answer.json["zh"]
        assert (office.position(), stage(office, approval)) == (before, "asked")

    def test_what_the_rules_refuse_is_not_even_asked_for(self, office: Office) -> None:
        stream = case_opened(office)
        before = office.position()
        body = {
            "accountability": stream,
            "occurred_on": "2024-06-10",
            "held": True,
            "meeting": held(office),
            "text": "无",
        }
        assert office.client("supervisor").post("decide_case", body).status_code in (409, 422)
        assert office.position() == before + 1, "the meeting alone"

    def test_a_death_in_between_leaves_neither(self, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
        case, decision = heard(office)
        approval = asked(office, decision)
        before = office.position()

        def dies(*args: Any, **more: Any) -> Any:
            raise LedgerUnavailable("gone")

        with monkeypatch.context() as patched:
            patched.setattr(office.services.ledger, "append_many", dies)
            assert office.client("decider").post("give_approval", {"approval": approval}).status_code == 503
        assert (office.position(), stage(office, approval), stage(office, case)) == (before, "asked", "heard")
        assert decided_by_two(office, approval) == case

    def test_who_may_not_decide_may_not_give(self, office: Office) -> None:
        _, decision = heard(office)
        approval = asked(office, decision)
        assert office.client("clerk").post("give_approval", {"approval": approval}).status_code == 403
        assert office.client("administrator").post("give_approval", {"approval": approval}).status_code == 404
        refusal = {"approval": approval, "reason": "不妥"}
        assert office.client("administrator").post("refuse_approval", refusal).status_code == 404
        assert signed_in(office, "administrator").get(f"/approvals/{approval}").status == 404

    def test_an_office_of_one_may_switch_it_off_and_is_told_on_every_page(self, place: Any, tmp_path: Path) -> None:
        with opened(place, tmp_path, four_eyes=False) as office:
            case, decision = heard(office)
            assert office.client("supervisor").post("decide_case", decision).status_code == 201
            assert stage(office, case) == "held"
            assert "会签已关闭" in signed_in(office, "auditor").get("/board").words


GRANT = {"account": account_of("spare"), "organisation": DISTRICT, "role": "audit_officer", "reason": "任命"}


class TestAnOfficersRole:
    def _two(self, office: Office) -> None:
        account(office, "spare", Role.CLERK)
        account(office, "second", Role.SECURITY_ADMINISTRATOR)

    def test_two_security_administrators_grant_it(self, office: Office) -> None:
        self._two(office)
        approval = asked(office, GRANT, "administrator", "grant_role")
        assert office.client("administrator").post("give_approval", {"approval": approval}).json["code"] == "four_eyes"
        assert office.client("supervisor").post("give_approval", {"approval": approval}).status_code == 404
        assert decided_by_two(office, approval, "second") == account_of("spare")
        grants = state_of(office.services.ledger, account_of("spare")).in_force(TODAY)
        assert [one.role for one in grants] == [Role.AUDIT_OFFICER]

    def test_nobody_gives_what_is_granted_to_the_own_account(self, office: Office) -> None:
        self._two(office)
        grant = {**GRANT, "account": account_of("second")}
        approval = asked(office, grant, "administrator", "grant_role")
        answer = office.client("second").post("give_approval", {"approval": approval})
        assert (answer.status_code, answer.json["code"]) == (409, "own_account")

    def test_nor_does_one_alone_open_an_account_for_an_officer(self, office: Office) -> None:
        self._two(office)
        body = {
            "sign_in_name": "fresh",
            "organisation": DISTRICT,
            "role": "security_administrator",
            "occurred_on": "2024-06-20",
        }
        approval = asked(office, body, "administrator", "open_account")
        assert state_of(office.services.ledger, account_of("fresh")) is None
        assert decided_by_two(office, approval, "second") == account_of("fresh")
        assert state_of(office.services.ledger, account_of("fresh")).active

    def test_other_roles_take_one(self, office: Office) -> None:
        self._two(office)
        answer = office.client("administrator").post("grant_role", {**GRANT, "role": "reviewer"})
        assert answer.status_code == 201


SUSPEND = {"account": account_of("officer"), "reason": "离岗"}


class TestNoOfficerIsSilenced:
    """Whatever takes a right or a sign-in from an officer takes somebody who keeps no accounts."""

    def _two_watch(self, office: Office) -> None:
        account(office, "second", Role.SECURITY_ADMINISTRATOR)
        account(office, "watch", Role.AUDIT_OFFICER)

    def test_not_by_those_who_keep_the_accounts(self, office: Office) -> None:
        self._two_watch(office)
        session = office.services.secrets.open_session(account_of("officer"), now=office.services.now())
        approval = asked(office, SUSPEND, "administrator", "suspend_account")
        assert state_of(office.services.ledger, account_of("officer")).active
        assert office.client("second").post("give_approval", {"approval": approval}).status_code == 403
        assert office.client("officer").post("give_approval", {"approval": approval}).json["code"] == "own_account"
        assert approval in office_page(office, "watch", "/approvals"), "who watches is told"
        assert decided_by_two(office, approval, "system") == account_of("officer")
        assert not state_of(office.services.ledger, account_of("officer")).active
        assert office.services.secrets.rotate(session) is None, "every sign-in ended"
        trail = office_page(office, "watch", "/trail")
        assert "账号停用" in trail, "and it stays to be seen"
        assert "提交会签" in trail, "with whoever asked for it"

    def test_nor_is_a_grant_withdrawn_replaced_or_a_password_reset(self, office: Office) -> None:
        self._two_watch(office)
        own = account_of("officer")
        acts = {
            "withdraw_role": {"account": own, "grant": 1, "reason": "离岗"},
            "grant_role": {"account": own, "organisation": DISTRICT, "role": "clerk", "reason": "改任"},
            "require_password_reset": {"account": own, "reason": "遗失"},
        }
        for act, body in acts.items():
            approval = asked(office, body, "administrator", act)
            answer = office.client("second").post("give_approval", {"approval": approval})
            assert answer.status_code in (403, 409), act
            assert answer.json["code"] in ("forbidden", "four_eyes"), act
        assert decided_by_two(office, approval, "watch") == own

    def test_nor_the_last_one_who_watches(self, office: Office) -> None:
        answer = office.client("administrator").post("suspend_account", SUSPEND)
        assert (answer.status_code, answer.json["code"]) == (409, "last_audit_officer")
        answer = office.client("administrator").post(
            "withdraw_role", {"account": account_of("officer"), "grant": 1, "reason": "离岗"}
        )
        assert answer.json["code"] == "last_audit_officer"

    def test_nor_is_a_link_handed_out_by_one(self, office: Office) -> None:
        give_password(office, "officer")
        keeper = signed_in(office, "administrator")
        path = f"/accounts/{account_of('officer')}/password"
        token = {"csrf_token": keeper.get("/identity").form("/sign-out")["csrf_token"]}
        refused = keeper.post(path, token)
        assert (refused.status, "会签" in refused.words) == (409, True)
        reset = {"account": account_of("officer"), "reason": "遗失"}
        approval = asked(office, reset, "administrator", "require_password_reset")
        decided_by_two(office, approval, "system")
        assert "/first-password/" in keeper.post(path, token).html

    def test_whoever_is_no_officer_takes_one(self, office: Office) -> None:
        body = {"account": account_of("clerk"), "reason": "离岗"}
        assert office.client("administrator").post("suspend_account", body).status_code == 201


class TestTheMasterKey:
    def test_is_ordered_by_two_officers(self, office: Office) -> None:
        body = {"organisation": DISTRICT, "reason": "保管人离任"}
        assert office.client("administrator").post("rotate_master_key", body).status_code == 403
        approval = asked(office, body, "system", "rotate_master_key")
        assert office.client("supervisor").post("give_approval", {"approval": approval}).status_code == 404
        assert decided_by_two(office, approval, "officer") == INSTALLATION
        assert state_of(office.services.ledger, INSTALLATION).order_open(TODAY)


class TestWaiting:
    def test_the_navigation_says_how_many_wait_for_whom(self, office: Office) -> None:
        _, decision = heard(office)
        asked(office, decision)
        assert "件待您会签" in signed_in(office, "decider").get("/board").words
        assert "件待您会签" not in signed_in(office, "supervisor").get("/board").words, "the own one is another's"
        assert "件待您会签" not in signed_in(office, "clerk").get("/board").words


class TestOverForms:
    def test_the_receipt_says_that_it_waits_and_the_second_person_sees_what_would_be_recorded(
        self, office: Office
    ) -> None:
        case, decision = heard(office)
        browser = signed_in(office, "supervisor")
        typed = {**decision, "held": "yes"}
        typed.pop("accountability")
        sent = _proven(browser, "/acts/decide_case", browser.fill(f"/acts/decide_case?accountability={case}", **typed))
        assert sent.status == 303
        assert "已提交，待另一人会签" in browser.get(sent.location).words
        second = signed_in(office, "decider")
        link = next(one for one in second.get("/approvals").read.links if one.startswith("/approvals/approval-"))
        page = second.get(link)
        assert "要件齐备" in page.words
        give = next(one for one in page.read.links if one.startswith("/acts/give_approval"))
        assert not [one for one in browser.get(link).read.links if one.startswith("/acts/give_approval")]
        done = _proven(second, "/acts/give_approval", second.fill(give))
        assert done.status == 303
        assert stage(office, case) == "held"
        assert link not in second.get("/approvals").read.links


def _proven(browser: Browser, path: str, answer: Page) -> Page:
    if "请再次验证身份" not in answer.words:
        return answer
    return browser.post(path, {**answer.form(path), "_password": PASSWORD})
