"""Shape of the one act on keys 安全事项 that people send; the others are noted by the program."""

from domain import security as acts
from web.schemas.derived import LEFT_OUT, shape_of

RotateMasterKey = shape_of(acts.RotateMasterKey, "organisation", "reason", security=LEFT_OUT)
