"""What an identity provider can say of a person, and how asking it can fail."""

from datetime import datetime

from domain.kernel import record


class IssuerDown(Exception):
    """It did not answer, or not as an issuer does."""


class IssuerRefused(Exception):
    """What came back proves nothing; ``why`` is for the log."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@record
class Claims:
    """What the issuer vouches for."""

    subject: str
    name: str
    """Sign-in name of the account, as the claim says; may be none."""
    proven_at: datetime | None
    """When the person was last asked for proof."""
    factor: bool
    """Whether more than one factor was asked for (RFC 8176)."""
