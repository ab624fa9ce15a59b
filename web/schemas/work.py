"""Shapes of the acts on work records 工作记录."""

from domain import work as acts
from domain.work import Act
from web.schemas.fields import Choice, Codes, Day, Period, Ref, Refs, Shape, Text, Whole, long_text, reason


class RecordWork(Shape):
    describes = acts.RecordWork
    work = Ref("work", hidden=True, required=True)
    organisation = Ref("organisation", required=True)
    act = Choice(Act, required=True)
    title = Text(required=True)
    occurred_on = Day(required=True)
    performers = Refs("person")
    recipient = Ref("organisation", source="any_organisation", allow_none=True, load_default=None)
    unit = Ref("organisation", source="any_organisation", allow_none=True, load_default=None)
    point = Ref("contact", source="points", allow_none=True, load_default=None)
    period = Period(load_default="")
    quantity = Whole(allow_none=True, load_default=None)
    unit_of_measure = Text(load_default="", limit=20)
    duties = Codes("clauses")
    text = long_text(load_default="")


class CorrectWork(Shape):
    describes = acts.CorrectWork
    work = Ref("work", hidden=True, required=True)
    act = Choice(Act, required=True)
    title = Text(required=True)
    occurred_on = Day(required=True)
    performers = Refs("person")
    recipient = Ref("organisation", source="any_organisation", allow_none=True, load_default=None)
    unit = Ref("organisation", source="any_organisation", allow_none=True, load_default=None)
    point = Ref("contact", source="points", allow_none=True, load_default=None)
    period = Period(load_default="")
    quantity = Whole(allow_none=True, load_default=None)
    unit_of_measure = Text(load_default="", limit=20)
    duties = Codes("clauses")
    text = long_text(load_default="")
    reason = reason()


class VoidWork(Shape):
    describes = acts.VoidWork
    work = Ref("work", hidden=True, required=True)
    reason = reason()
