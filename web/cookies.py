"""Cookies: how ours are named, and how they are set."""

from typing import Final

from flask import current_app
from werkzeug.wrappers import Response

HOST_ONLY: Final = "__Host-"
"""Where cookies go over HTTPS only, browsers take one of this name from this very host and no other."""


def named(name: str) -> str:
    """The name under which a cookie of ours goes in this installation."""
    return HOST_ONLY + name if current_app.config["SESSION_COOKIE_SECURE"] else name


def give(answer: Response, name: str, value: str, *, max_age: int | None = None) -> None:
    """Set a cookie: no script reads it, no other site's form brings it along."""
    answer.set_cookie(
        named(name),
        value,
        max_age=max_age,
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        path="/",
    )


def take_back(answer: Response, name: str) -> None:
    """Let a cookie go."""
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    answer.delete_cookie(named(name), path="/", secure=secure, httponly=True, samesite="Lax")
