"""Here: the request under way, and what is kept for it, taken hold of directly.

Flask's ``request`` and ``g`` stand for them and look them up anew each time they are named: a hundred times in one
form that is sent, which took a tenth of it. Code that every request passes through asks here once and goes on with
the thing itself.
"""

from typing import Any, Final, cast

from flask import Request, current_app, g, request
from flask.ctx import _AppCtxGlobals

_REQUEST: Final = cast(Any, request)
_KEPT: Final = cast(Any, g)
_APP: Final = cast(Any, current_app)


def asked() -> Request:
    """The request."""
    return cast(Request, _REQUEST._get_current_object())


def kept() -> _AppCtxGlobals:
    """What is kept until it is answered."""
    return cast(_AppCtxGlobals, _KEPT._get_current_object())


def extension(name: str) -> Any:
    """What the running application carries under this name."""
    return _APP._get_current_object().extensions[name]
