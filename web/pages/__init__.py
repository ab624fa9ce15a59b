"""Pages: one module a question or a group of acts. Pages do not import each other."""

from typing import Final

from flask import Blueprint

from web.pages import (
    accounts,
    acts,
    asks,
    board,
    evidence,
    home,
    inspections,
    lists,
    organisations,
    people,
    policies,
    records,
    rectifications,
    registers,
    reports,
    session,
    trail,
)

PAGES: Final[tuple[Blueprint, ...]] = (
    home.blueprint,
    home.health,
    session.blueprint,
    board.blueprint,
    organisations.blueprint,
    lists.blueprint,
    records.blueprint,
    registers.blueprint,
    rectifications.blueprint,
    inspections.blueprint,
    reports.blueprint,
    asks.blueprint,
    people.blueprint,
    policies.blueprint,
    evidence.blueprint,
    trail.blueprint,
    accounts.blueprint,
    acts.blueprint,
)
"""Every page, in the order of the menu."""
