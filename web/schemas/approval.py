"""Shapes of the acts on approvals 会签. Nobody sends the asking: acts that take two people ask by themselves."""

from domain import approval as acts
from web.schemas.derived import LEFT_OUT, shape_of

GiveApproval = shape_of(acts.GiveApproval, given_by=LEFT_OUT)
RefuseApproval = shape_of(acts.RefuseApproval, refused_by=LEFT_OUT)
WithdrawApproval = shape_of(acts.WithdrawApproval, withdrawn_by=LEFT_OUT)
