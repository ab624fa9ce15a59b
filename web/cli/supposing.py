"""``zeren what-if``: other rules over the history on record, without writing an event."""

from datetime import datetime
from pathlib import Path

import click

from domain.catalogue import parse
from domain.rule import Document, Status
from domain.supposing import Supposition, Turn
from domain.terms import code_label
from projections import directory, status
from web.cli.common import bar, organisation_called, told
from web.services import Services
from web.settings import Settings
from web.supposing import Calendar, Changed, changes, days_in, limits_moved, tally


@click.command("what-if")
@click.option("--organisation", required=True, help="Name or id; with all below it.")
@click.option("--year", type=int, required=True)
@click.option("--catalogue", "files", multiple=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--set", "values", multiple=True, metavar="DOCUMENT.PARAMETER=VALUE", help="A parameter's other value.")
@click.option("--withdraw", multiple=True, metavar="DOCUMENT", help="As if it had not been issued.")
@click.option("--holidays", default="", help="Days off of the year: 2025-10-01..2025-10-07 2025-01-01")
@click.option("--workdays", default="", help="Saturdays and Sundays that are worked.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="Default: today.")
@click.option("--known-at", type=int, help="Log position; default: all that is on record.")
@click.option("--all", "every", is_flag=True, help="Also what neither fails nor passes.")
@click.pass_obj
def what_if(
    settings: Settings,
    organisation: str,
    year: int,
    files: tuple[Path, ...],
    values: tuple[str, ...],
    withdraw: tuple[str, ...],
    holidays: str,
    workdays: str,
    as_of: datetime | None,
    known_at: int | None,
    every: bool,
) -> None:
    """Who would newly fail, who would pass, and why, were the rules others than they are."""
    with told(), Services(settings).opened() as services:
        supposition = Supposition(
            documents={document.code: document for document in map(_document, files)},
            values=dict(map(_value, values)),
            withdrawn=frozenset(withdraw),
        )
        calendar = Calendar(holidays=days_in(holidays, "holidays"), workdays=days_in(workdays, "workdays"))
        root = organisation_called(services, organisation)
        day = as_of.date() if as_of else services.today()
        before = services.ledger.head().position
        found: list[Changed] = []
        with services.reading() as reading:
            tree = directory.tree(reading, day, known_at)
            bodies = tree.ids(root)
            with bar("Comparing") as step:
                for number, some in enumerate(changes(reading, bodies, year, day, known_at, supposition), 1):
                    found += some
                    step(number, len(bodies))
            names = {id: tree.by_id[id].name for id in bodies}
            people = directory.names(reading, [one.shown.person or "" for one in found], day, known_at)
            clauses = {id: clause for (_, id), clause in status.clauses(reading, known_at).items()}
            for one in found:
                if every or one.turn in (Turn.FAILS, Turn.PASSES):
                    clause = clauses.get(one.shown.clause)
                    who = people.get(one.shown.person or "", "")
                    click.echo(
                        f"{code_label(one.turn)[0]}  {names[one.organisation]} {who} {one.shown.window}"
                        f"  {clause.zh if clause else one.shown.clause}  {_side(one.difference.before)}"
                        f" -> {_side(one.difference.after)}{_why(one)}"
                    )
            if calendar.holidays or calendar.workdays:
                for order in limits_moved(reading, services.ledger, bodies, year, day, known_at, calendar):
                    click.echo(
                        f"整改期限  {names.get(order.case.organisation, '')}  {order.case.title}"
                        f"  {order.before.due_on} -> {order.after.due_on}"
                    )
        counts = "，".join(f"{code_label(turn)[0]}{count}" for turn, count in tally(found).items() if count)
        after = services.ledger.head().position
        click.echo(f"{counts or '没有任何事项会因此不同'}。 Log position {before}, and {after} after.")


def _document(file: Path) -> Document:
    return parse(file.read_text(encoding="utf-8"), file.name)


def _value(text: str) -> tuple[tuple[str, str], str]:
    name, equals, value = text.partition("=")
    document, dot, parameter = name.partition(".")
    if not (equals and dot and document and parameter and value):
        raise click.BadParameter(f"{text}: write DOCUMENT.PARAMETER=VALUE", param_hint="--set")
    return (document, parameter), value


def _side(one: Status | None) -> str:
    if one is None:
        return "不要求"
    count = str(one.count) if one.minimum is None else f"{one.count}/{one.minimum}"
    return f"{code_label(one.light)[0]} {count}（期限{one.due}）"


def _why(one: Changed) -> str:
    told = [f"将计入{len(one.gained)}条" if one.gained else "", f"将不计入{len(one.lost)}条" if one.lost else ""]
    said = "，".join(part for part in told if part)
    return f"  {said}" if said else ""
