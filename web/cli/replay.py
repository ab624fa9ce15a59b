"""``zeren replay``: the story up to a past moment, or the pages as they were then."""

import os
import secrets
import subprocess
from dataclasses import replace
from datetime import datetime, time, timedelta

import click

from ledger.port import Ledger
from projections import directory
from web.cli.common import bar, gunicorn_command, told
from web.replaying import notice, past_office, story
from web.services import LOCAL, Services
from web.settings import Settings
from web.standbys import spared
from web.words import moment_text


@click.command()
@click.option("--until", required=True, help="Log position; or a moment: 2025-06-30 (its end), 2025-06-30T17:00.")
@click.option("--after", default=0, show_default=True, help="Begin the story after this log position.")
@click.option("--subtree", help="Name or id of an organisation: it and all below, as they stood then.")
@click.option("--record", "stream", help="One record only.")
@click.option("--english", is_flag=True, help="Tell the story in English.")
@click.option("--step", is_flag=True, help="One entry at a time: Enter for the next, q to stop.")
@click.option("--serve", is_flag=True, help="Open the pages as they were, read-only, instead of telling the story.")
@click.option("--port", default=8001, show_default=True)
@click.pass_obj
def replay(
    settings: Settings,
    until: str,
    after: int,
    subtree: str | None,
    stream: str | None,
    english: bool,
    step: bool,
    serve: bool,
    port: int,
) -> None:
    """Compute the office of a past moment anew, from the first entry; tell its story, or open its pages."""
    from web.app import create_app

    with told():
        with Services(settings).opened() as present:
            position, at = place_of(present.ledger, until)
            if position == 0:
                raise click.ClickException("Nothing was on record by then.")
            settings = spared(settings, present.ledger, position)
        with bar("Replaying") as progress, past_office(settings, position, at=at, progress=progress) as office:
            root = _root(office, subtree)
            if serve:
                _serve(replace(office.settings, replay_root=root, notice=notice(office)), port)
                return
            with office.reading() as reading:
                below = set(directory.tree(reading, office.today()).ids(root)) if subtree else None
            app = create_app(services=office)
            for page in story(app, office, after=after, english=english):
                for entry, line in page:
                    if below is not None and entry.on_behalf_of not in below:
                        continue
                    if stream is not None and entry.stream != stream:
                        continue
                    click.echo(
                        f"{entry.position:>8}  {moment_text(entry.recorded_at)}"
                        f"  {line.who}  {line.behalf}  {line.label}：{line.said}"
                    )
                    for field, old, new in line.changes:
                        click.echo(f"{'':>10}{field}: {old} -> {new}")
                    if step and click.getchar() in "qQ":
                        return


def place_of(ledger: Ledger, text: str) -> tuple[int, datetime | None]:
    """A log position as it is typed, and the moment: a number, a day (its end in Beijing time), or a moment."""
    if text.isascii() and text.isdigit():
        return min(int(text), ledger.head().position), None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"{text} is neither a log position nor a moment", param_hint="--until") from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=LOCAL)
    if len(text) == len("2025-06-30"):
        moment = datetime.combine(moment.date() + timedelta(days=1), time(), tzinfo=LOCAL) - timedelta(microseconds=1)
    return ledger.position_at(moment), moment


def _root(office: Services, subtree: str | None) -> str:
    """Id of the organisation that is shown, with all below it: the topmost, where none is named."""
    with office.reading() as reading:
        tree = directory.tree(reading, office.today())
    if subtree is None:
        return min((one.id for one in tree.by_id.values() if one.parent is None), key=lambda id: -len(tree.ids(id)))
    found = [one.id for one in tree.by_id.values() if subtree in (one.name, one.id)]
    if len(found) != 1:
        raise click.ClickException(f"{'No' if not found else 'More than one'} organisation was called {subtree} then.")
    return found[0]


def _serve(settings: Settings, port: int) -> None:
    token = secrets.token_urlsafe(24)
    assert settings.until is not None, "a replay ends somewhere"
    environment = {
        **os.environ,
        "ZEREN_REPLAY_UNTIL": str(settings.until),
        "ZEREN_REPLAY_AT": settings.replay_at.isoformat() if settings.replay_at else "",
        "ZEREN_REPLAY_TOKEN": token,
        "ZEREN_REPLAY_ROOT": settings.replay_root,
        "ZEREN_NOTICE": settings.notice,
        "ZEREN_LEDGER": settings.ledger,
        "ZEREN_STANDBYS": "",
        "ZEREN_VIEWS": settings.views,
        "ZEREN_SECRETS": settings.secrets,
        "ZEREN_BIND": f"127.0.0.1:{port}",
    }
    click.echo(f"历史回放 Replay: http://127.0.0.1:{port}/?replay_token={token}   (Ctrl+C stops)", err=True)
    subprocess.run(gunicorn_command(), env=environment, check=False)  # noqa: S603  # our own program


__all__ = ["place_of", "replay"]
