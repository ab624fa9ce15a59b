"""Handling of what is noted of keys and proofs."""

from typing import Final

from domain import security
from domain.handling.row import ORGANISATION, names, rows

_IN: Final = {"existing": names(organisation=ORGANISATION)}

ROWS: Final = rows(
    security,
    "security",
    {
        security.BeginInstallation: _IN,
        security.NoteSettings: _IN,
        security.RotateMasterKey: _IN,
        security.CarryOutRotation: _IN,
        security.SetPassword: _IN,
        security.AddSecondFactor: _IN,
        security.RemoveSecondFactor: _IN,
        security.MakeToken: _IN,
        security.WithdrawToken: _IN,
        security.EndSignIns: _IN,
        security.HandOutBag: {"existing": names(organisation=ORGANISATION, root=ORGANISATION)},
        security.NoteRestored: _IN,
        security.NoteRefusal: _IN,
    },
)
