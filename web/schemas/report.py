"""Shapes of the acts on reports 报告."""

from domain import report as acts
from domain.report import Form, Type
from web.schemas.fields import Choice, Codes, Day, Period, Ref, Shape, Text, long_text, reason


class SubmitReport(Shape):
    describes = acts.SubmitReport
    report = Ref("report", hidden=True, required=True)
    organisation = Ref("organisation", required=True)
    recipient = Ref("organisation", source="any_organisation", required=True)
    type = Choice(Type, required=True)
    form = Choice(Form, required=True)
    period = Period(required=True)
    title = Text(required=True)
    occurred_on = Day(required=True)
    person = Ref("person", allow_none=True, load_default=None)
    sections = Codes("sections")
    text = long_text(load_default="")


class ReturnReport(Shape):
    describes = acts.ReturnReport
    report = Ref("report", hidden=True, required=True)
    occurred_on = Day(required=True)
    reason = reason()


class ResubmitReport(Shape):
    describes = acts.ResubmitReport
    report = Ref("report", hidden=True, required=True)
    occurred_on = Day(required=True)
    text = long_text(load_default="")


class AcceptReport(Shape):
    describes = acts.AcceptReport
    report = Ref("report", hidden=True, required=True)
    occurred_on = Day(required=True)
    note = Text(load_default="", limit=2_000, lines=3)


class CorrectReport(Shape):
    describes = acts.CorrectReport
    report = Ref("report", hidden=True, required=True)
    recipient = Ref("organisation", source="any_organisation", required=True)
    type = Choice(Type, required=True)
    form = Choice(Form, required=True)
    period = Period(required=True)
    title = Text(required=True)
    occurred_on = Day(required=True)
    person = Ref("person", allow_none=True, load_default=None)
    sections = Codes("sections")
    text = long_text(load_default="")
    reason = reason()


class VoidReport(Shape):
    describes = acts.VoidReport
    report = Ref("report", hidden=True, required=True)
    reason = reason()
