"""Secrets: password hashes, second factors, sessions, bearer tokens. They live outside the log, in a database apart.

One class, a file for each of its parts:
passwords.py with one-time links, factors.py, sessions.py, bearers.py, attempts.py, journeys.py (to an identity
provider and back); tables.py holds what is stored.
"""

from web.secrets.attempts import Attempts, seconds
from web.secrets.bearers import Bearer, Bearers, Scope, Token
from web.secrets.factors import Enrolment, Factors
from web.secrets.journeys import Journey, Journeys
from web.secrets.sessions import IssuerWord, OpenSession, Session, Sessions


class Secrets(Factors, Sessions, Bearers, Attempts, Journeys):
    """All that is kept so that people and programs can show who they are. Time is a parameter throughout."""


__all__ = [
    "Bearer",
    "Enrolment",
    "IssuerWord",
    "Journey",
    "OpenSession",
    "Scope",
    "Secrets",
    "Session",
    "Token",
    "seconds",
]
