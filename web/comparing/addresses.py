"""Addresses: under which name a page of questions is compared with itself at another moment."""

from collections.abc import Mapping
from typing import Any, Final

from web.viewer import viewer


def compared_as(endpoint: str, view: Mapping[str, Any], args: Mapping[str, str]) -> dict[str, Any] | None:
    """Under which name a page is compared with itself at another moment; None: it is not."""
    year = {"year": args["year"]} if args.get("year", "").isdigit() else {}
    root = args.get("organisation", "").strip() or viewer().organisation
    below = "0" if args.get("below") in ("0", "false") else None
    match endpoint:
        case "board.board" | "pictures.board" | "pictures.progress" | "pictures.trends" | "pictures.tree":
            return {"of": "board", "organisation": root, **year}
        case "board.duty":
            return {"of": "board", "organisation": view["organisation"], "below": "0", **year}
        case "organisations.tree":
            return {"of": "organisations", "organisation": viewer().organisation}
        case "organisations.show":
            return {"of": "roster", "organisation": view["organisation"]}
        case "lists.show":
            return {"of": "list", "stream": view["stream"]}
        case "records.show" | "policies.show" | "pictures.record_line":
            return {"of": "record", "stream": view["stream"]}
        case "cases.show":
            return {"of": "record", "stream": view["case"]}
        case "appraisals.round":
            return {"of": "round", "stream": view["round"]}
        case "appraisals.show":
            return {"of": "sheet", "stream": view["stream"]}
        case "people.show":
            return {"of": "record", "stream": view["person"]}
        case "records.listing":
            kind = {"kind": args["kind"]} if args.get("kind") else {}
            return {"of": "records", "organisation": root, "below": None if args.get("below") == "1" else "0", **kind}
        case endpoint if endpoint in _REGISTERS:
            return {"of": "records", "organisation": root, "below": below, "kind": _REGISTERS[endpoint]}
    return None


_REGISTERS: Final[Mapping[str, str]] = {
    "rectifications.register": "rectification",
    "pictures.ages": "rectification",
    "inspections.register": "inspection",
    "reports.show": "report",
    "members.listing": "member",
    "floating.listing": "floating",
    "receptions.listing": "reception",
    "receptions.commitments": "commitment",
    "dues.listing": "dues",
    "appraisals.listing": "appraisal",
    "cases.listing": "accountability",
    "measures.listing": "measure",
    "education.listing": "education",
}
"""Registers, and the kind of record whose lines are compared."""
