"""Acts on dues 党费."""

from collections.abc import Mapping
from typing import Any, Final

from domain import dues
from web.acts.row import Act, Form, values_of


def _payment(form: Form) -> Mapping[str, Any]:
    """The payment as it stands."""
    payment = form.state.payments.get(int(form.known.get("payment") or 0))
    return {} if payment is None else values_of(payment.paid)


ACTS: Final = (
    Act(command=dues.PayDues, begins=True, counts=True),
    Act(command=dues.RecordDuesDifficulty, begins=True),
    Act(command=dues.CorrectPayment, part="payment", prefill=_payment, counts=True),
    Act(command=dues.VoidPayment, part="payment"),
)
