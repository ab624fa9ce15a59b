"""Act on keys 安全事项: another master key. It is decided by two people, and carried out on the server."""

from typing import Final

from domain import security
from web.acts.row import Act

ACTS: Final = (Act(command=security.RotateMasterKey, begins=True),)
