"""Failed attempts: how long the next one has to wait, by name, by address, and by name from that address.

Whoever floods a name from one address waits there, longer each time, and so does whatever else comes from there. The
person whose name it is signs in from elsewhere meanwhile: from an address where this name has not failed the first
attempt never waits for the name, however often it failed elsewhere. A name that fails from many addresses gets
one attempt at each instead of five.

An attempt is counted before the password is looked at, so that many at once count as many.
"""

import ipaddress
import math
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from web.secrets.store import Store, digest, naive, not_yet
from web.secrets.tables import attempts

FREE_FAILURES: Final = 5
"""So many wrong passwords of one name from one address cost nothing; each further one doubles the wait."""
FREE_UNDER_FIRE: Final = 1
UNDER_FIRE: Final = 20
"""So many failures of one name, wherever they come from, leave it one free attempt at each address."""
FREE_FROM_ADDRESS: Final = 30
"""So many failures from one address, whatever the name: an office may share one."""
FORGIVEN_EVERY: Final = timedelta(minutes=2)
"""One failure of a name, or an address, is forgotten after so long."""
LONGEST_WAIT: Final = timedelta(minutes=15)
FORGOTTEN_AFTER: Final = timedelta(days=1)


class Attempts(Store):
    """Failed attempts at signing in, and at whatever else asks for a password or a code."""

    def attempt(self, name: str, address: str, *, now: datetime) -> timedelta:
        """Begin an attempt: zero, and it counts as failed until `forgive` says otherwise; or how long to wait."""
        pair, of_name, of_address = keys = _keys(name, address)
        moment = naive(now)
        with self._engine.begin() as connection:
            found = self._counted(connection, keys, moment)
            free = FREE_UNDER_FIRE if _left(found[of_name], moment) >= UNDER_FIRE else FREE_FAILURES
            held = max(
                _wait(found[pair], found[pair][0] - free, moment),
                _wait(found[of_address], _left(found[of_address], moment) - FREE_FROM_ADDRESS, moment),
            )
            if held:
                return held
            for key in keys:
                before = found[key][0] if key == pair else _left(found[key], moment)
                noted = update(attempts).where(attempts.c.name_hash == key)
                connection.execute(noted.values(failures=before + 1, last_at=moment))
        return timedelta(0)

    def forgive(self, name: str, address: str, *, now: datetime) -> None:
        """The attempt was right: it does not count, nor does what failed before under this name from this address."""
        pair, *others = keys = _keys(name, address)
        hashed = attempts.c.name_hash
        with self._engine.begin() as connection:
            # In the order in which attempts take them, so that no two wait for each other.
            connection.execute(select(hashed).where(hashed.in_(keys)).order_by(hashed).with_for_update())
            connection.execute(delete(attempts).where(hashed == pair))
            taken = update(attempts).where(hashed.in_(others), attempts.c.failures > 0)
            connection.execute(taken.values(failures=attempts.c.failures - 1))
        old = select(hashed).where(attempts.c.last_at < naive(now) - FORGOTTEN_AFTER)
        with self._engine.begin() as connection:
            connection.execute(delete(attempts).where(hashed.in_(old.with_for_update(skip_locked=True))))

    def _counted(
        self, connection: Connection, keys: tuple[str, ...], moment: datetime
    ) -> dict[str, tuple[int, datetime]]:
        """What was counted under these keys. Writes first: whoever else counts waits until this is done."""
        insert = (sqlite if self._mark == "?" else postgresql).insert
        for key in sorted(keys):
            fresh = insert(attempts).values(name_hash=key, failures=0, last_at=moment)
            connection.execute(fresh.on_conflict_do_nothing())
        rows = connection.execute(
            select(attempts).where(attempts.c.name_hash.in_(keys)).order_by(attempts.c.name_hash).with_for_update()
        ).all()
        if ahead := [row.name_hash for row in rows if not_yet(row.last_at, moment)]:
            # The clock was fast and was mended: who failed then waits from now on, not until that hour comes again.
            connection.execute(update(attempts).where(attempts.c.name_hash.in_(ahead)).values(last_at=moment))
        return {
            row.name_hash: (
                0 if moment - row.last_at > FORGOTTEN_AFTER else row.failures,
                moment if row.name_hash in ahead else row.last_at,
            )
            for row in rows
        }


def _keys(name: str, address: str) -> tuple[str, str, str]:
    place = network(address)
    return digest(f"pair\0{name}\0{place}"), digest(f"name\0{name}"), digest(f"address\0{place}")


def network(address: str) -> str:
    """What counts as one address: of IPv6 the network of a subscriber, who has more addresses than anybody counts."""
    try:
        read = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(read, ipaddress.IPv6Address) and read.ipv4_mapped is None:
        return str(ipaddress.ip_network((int(read) >> 64 << 64, 64)))
    return str(getattr(read, "ipv4_mapped", None) or read)


def _left(counted: tuple[int, datetime], moment: datetime) -> int:
    """Failures that are not forgotten yet."""
    failures, last_at = counted
    return max(0, failures - max(timedelta(0), moment - last_at) // FORGIVEN_EVERY)


def _wait(counted: tuple[int, datetime], beyond: int, moment: datetime) -> timedelta:
    """What is left of the pause after the last of so many failures beyond the free ones."""
    if beyond < 0:
        return timedelta(0)
    pause = min(timedelta(seconds=2.0 ** min(beyond, 20)), LONGEST_WAIT)
    return max(timedelta(0), counted[1] + pause - moment)


def seconds(wait: timedelta) -> int:
    """Whole seconds, rounded up, to tell a person."""
    return math.ceil(wait.total_seconds())
