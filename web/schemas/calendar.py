"""Shapes of the acts on working calendars 工作日历."""

from domain import calendar as acts
from web.schemas.derived import LINE, shape_of

PublishCalendar = shape_of(acts.PublishCalendar, source=LINE)
CorrectCalendar = shape_of(acts.CorrectCalendar, source=LINE)
