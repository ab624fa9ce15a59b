"""Secrets: password hashes, second factors, sessions, bearer tokens. They live outside the log, in a database apart.

One class, a file for each of its parts:
passwords.py with one-time links, factors.py, sessions.py, bearers.py, attempts.py, journeys.py (to an identity
provider and back), calendars.py, reminders.py; tables.py holds what is stored.
"""

from web.secrets.attempts import Attempts, seconds
from web.secrets.bearers import Bearer, Bearers, Scope, Token
from web.secrets.calendars import Calendar, Calendars
from web.secrets.factors import Enrolment
from web.secrets.journeys import Journey, Journeys
from web.secrets.reminders import Choice, Mark, Reminders
from web.secrets.sessions import IssuerWord, OpenSession, Session, Sessions


class Secrets(Reminders, Sessions, Bearers, Attempts, Journeys, Calendars):
    """All that is kept so that people and programs can show who they are. Time is a parameter throughout."""


__all__ = [
    "Bearer",
    "Calendar",
    "Choice",
    "Enrolment",
    "IssuerWord",
    "Journey",
    "Mark",
    "OpenSession",
    "Scope",
    "Secrets",
    "Session",
    "Token",
    "seconds",
]
