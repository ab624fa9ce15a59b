"""What happens to records of a kind by chance: one module a kind, found by itself. ``STEPS``: (Chance) -> None.

``chance.begin(prefix, Event)`` opens a record, ``chance.go_on(prefix, Event)`` goes on with one that was opened; both
fill the event in at random (`Chance.sample`), but for what is said. A step more is taken as often as the module
names it more than once.
"""

from importlib import import_module
from pkgutil import iter_modules

STEPS = tuple(
    step
    for module in sorted(one.name for one in iter_modules(__path__))
    for step in import_module(f"{__name__}.{module}").STEPS
)
