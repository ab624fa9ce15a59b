"""Shapes of the acts on persons 人员."""

from domain import person as acts
from web.schemas.derived import LEFT_OUT, shape_of, text
from web.schemas.fields import Choice, Flag

# Nobody is a member of the party because a client left the field out.
RegisterPerson = shape_of(acts.RegisterPerson, name=text(60), party_member=Flag(load_default=False))
CorrectPerson = shape_of(acts.CorrectPerson, name=text(60), party_member=Flag(load_default=False))
VoidPerson = shape_of(acts.VoidPerson)
RestrictPerson = shape_of(acts.RestrictPerson)
LiftRestriction = shape_of(acts.LiftRestriction)
RequestErasure = shape_of(
    acts.RequestErasure,
    ground=Choice(
        acts.ErasureGround,
        required=True,
        hint=(
            "公务记录以限制处理为原则，删除为例外。删除须由另一账号批准；批准后，姓名、证件号码和联系电话不能恢复。",
            "For official records restriction is the rule and erasure the exception. Another account has to approve;"
            " name, identity number and telephone then cannot be read again.",
        ),
    ),
    asked_by=LEFT_OUT,
)
ApproveErasure = shape_of(acts.ApproveErasure, approved_by=LEFT_OUT)
RefuseErasure = shape_of(acts.RefuseErasure, refused_by=LEFT_OUT)
