"""``zeren doctor``: what is wrong with this installation, and how to mend it."""

import json
import os
import sys

import click

from web import doctor as doctors
from web.doctor import Finding
from web.services import Services
from web.settings import Settings


@click.command()
@click.option("--json", "as_json", is_flag=True, help="The findings as JSON.")
@click.pass_obj
def doctor(settings: Settings | ValueError, as_json: bool) -> None:
    """Look at settings, files, keys, databases, proofs, clocks, packages and copies; change nothing.

    Exit code 0: in order; 1: something should be mended; 2: something is broken or unprotected.
    """
    if isinstance(settings, ValueError):
        findings = [doctors.found("settings", said=settings)]
    else:
        with Services(settings).opened() as services:
            findings = doctors.examine(services, os.environ)
    click.echo(json.dumps(plain(findings), ensure_ascii=False, indent=2) if as_json else told(findings))
    sys.exit(exit_code(findings))


def exit_code(findings: list[Finding]) -> int:
    """2: broken or unprotected; 1: something smaller; 0: nothing."""
    return 2 if any(one.grave for one in findings) else int(bool(findings))


def told(findings: list[Finding]) -> str:
    """The findings, as they are printed."""
    if not findings:
        return "没有发现问题。Nothing is wrong."
    lines = []
    for one in findings:
        (what_zh, what_en), (why_zh, why_en) = one.what, one.why
        lines += [
            f"{'✗' if one.grave else '!'} {one.code}: {what_zh}",
            f"    {what_en}",
            f"    原因 why: {why_zh}",
            f"    {why_en}",
            f"    处理 mend: {one.mend}",
            "",
        ]
    grave = sum(one.grave for one in findings)
    lines.append(f"共{len(findings)}项，其中必须处理{grave}项。{len(findings)} findings, {grave} of them grave.")
    return "\n".join(lines)


def plain(findings: list[Finding]) -> dict[str, object]:
    """The findings as data."""
    return {
        "exit_code": exit_code(findings),
        "findings": [
            {
                "code": one.code,
                "grave": one.grave,
                "what": {"zh": one.what[0], "en": one.what[1]},
                "why": {"zh": one.why[0], "en": one.why[1]},
                "mend": one.mend,
            }
            for one in findings
        ],
    }
