"""Comparisons over the JSON API: one question at two moments, and the entries that made the difference."""

from flask import Response

from web.api import asked, encoding
from web.api import compared_answers as answers
from web.api.telling import lines_told
from web.comparing.questions import compared
from web.comparing.sides import Change


def compare() -> Response:
    """One question at two moments: what appeared, went, changed, and which entry did it."""
    found = compared()
    changes, cursor = asked.paged(found.changes, size=asked.limit(default=100, most=500))
    wanted = {line.position: line for one in changes for line in one.lines}
    told = {one.position: one for one in lines_told([wanted[position] for position in sorted(wanted)])}

    def difference(one: Change) -> answers.Difference:
        return answers.Difference(
            key=one.key,
            sort=one.sort,
            title=one.thing.title,
            group=one.thing.group,
            fields=[answers.FieldChange(field=label, before=old, after=new) for label, old, new in one.fields],
            by_time=one.by_time,
            entries=[told[line.position] for line in one.lines],
        )

    pair = found.pair
    return encoding.respond(
        answers.Comparison(
            of=found.of,
            title=found.title,
            first=answers.Moment(as_of=pair.first.as_of, known_at=pair.start),
            second=answers.Moment(as_of=pair.second.as_of, known_at=pair.end),
            total=len(found.changes),
            left_out=found.left_out,
            changes=[difference(one) for one in changes],
            cursor=cursor,
        )
    )
