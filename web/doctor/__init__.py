"""``zeren doctor``: what is wrong with an installation, why it matters, and what mends it. Looks, and changes nothing.

Part by part, each on its own: where one cannot be looked at that is its finding, and the next is looked at.
"""

from collections.abc import Mapping
from typing import Final

from web.doctor import around, databases, places
from web.doctor.findings import SORTS, Finding, found
from web.services import Services

_LOOKS: Final = (
    places.folders,
    places.secret_files,
    places.disks,
    places.identity,
    places.keys,
    databases.ledger,
    databases.program,
    databases.views,
    databases.standbys,
    databases.sign_in,
    databases.addresses,
    databases.proof,
    databases.witnesses,
    databases.clocks,
    around.door,
    around.channels_file,
    around.demonstration,
    around.time_zone,
    around.program,
    around.copies,
)


def examine(of: Services, environ: Mapping[str, str]) -> list[Finding]:
    """Everything that is found, the grave first."""
    everything = [one for look in _LOOKS for one in look(of, environ)]
    return sorted(everything, key=lambda one: not one.grave)


__all__ = ["SORTS", "Finding", "examine", "found"]
