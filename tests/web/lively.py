"""An office with a record of nearly every kind, for tests that send whatever comes to mind."""

from collections.abc import Mapping
from typing import Any, Final

from office import ACCOUNTS, DEPUTY, DISTRICT, EAST, POLICY, SECRETARY, TOWNSHIP, VILLAGE, Office, meeting, sent

from domain.education import Content
from domain.inspection import Topic
from web.access import may_act
from web.acts import ACTS

GIVEN: Final = (DISTRICT, TOWNSHIP, VILLAGE, EAST, SECRETARY, DEPUTY, POLICY)
"""What every office has on record; its own accounts are left out, lest one be suspended and see nothing more."""

_FOUNDATIONS: Final = frozenset({"organisation", "person", "appointment", "policy", "account"})

_MORE: Final[Mapping[str, Mapping[str, Any]]] = {
    "submit_report": {"recipient": DISTRICT},
    "establish_contact_point": {"unit": VILLAGE},
    "conduct_inspection": {"topics": [next(iter(Topic)).value]},
    "order_rectification": {"working_days": 10},
    "hold_education": {"contents": [next(iter(Content)).value]},
    "pay_dues": {"months": [1, 2]},
    "open_account": {"sign_in_name": "newcomer"},
}
"""What the rules ask for besides what every form must have."""


def body_of(name: str) -> dict[str, Any]:
    """An act that begins a record, as a client would send it."""
    return meeting() if name == "hold_meeting" else sent(ACTS[name].command, **_MORE.get(name, {}))


def last_of_all(name: str) -> bool:
    """Whether the act may take away what other acts stand on, such as an organisation: best tried at the end."""
    return ACTS[name].kind in _FOUNDATIONS


def senders(name: str) -> tuple[str, ...]:
    """Accounts that may do this act."""
    command = ACTS[name].command
    return tuple(one for one, (role, body) in ACCOUNTS.items() if body != EAST and may_act(role, command))


def begun(office: Office) -> list[str]:
    """Records of as many kinds as can be begun by one act; their ids, with those that every office has."""
    found = list(GIVEN)
    for name, act in ACTS.items():
        if not act.begins or act.upload:
            continue
        for number, account in enumerate(senders(name)):
            answer = office.client(account).post(name, body_of(name), key=f"begun-{name}-{number}")
            if answer.status_code == 201:
                found.append(answer.json["stream"])
                break
    return found
