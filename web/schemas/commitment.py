"""Shapes of the acts on commitments 党员承诺."""

from domain import commitment as acts
from web.schemas.derived import shape_of

MakeCommitment = shape_of(acts.MakeCommitment)
AcceptCommitment = shape_of(acts.AcceptCommitment)
ReturnCommitment = shape_of(acts.ReturnCommitment)
ReviseCommitment = shape_of(acts.ReviseCommitment)
FulfilCommitment = shape_of(acts.FulfilCommitment)
ConfirmCommitment = shape_of(acts.ConfirmCommitment)
RefuseCommitment = shape_of(acts.RefuseCommitment)
CorrectCommitment = shape_of(acts.CorrectCommitment)
VoidCommitment = shape_of(acts.VoidCommitment)
