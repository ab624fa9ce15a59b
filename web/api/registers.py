"""The directory over the JSON API: organisations, who holds which post, persons, policies, the account itself."""

from flask import Response

from domain.appointment import Post
from domain.identity import is_stream_id
from domain.terms import code_label
from projections import directory
from web.api import answers, asked, encoding
from web.asking import asking, clocks
from web.auth import form_token
from web.errors import NotFound
from web.naming import names
from web.viewer import viewer


def _organisation(organisation: str) -> str:
    if not is_stream_id(organisation, "organisation"):
        raise NotFound
    return asking().require(organisation)


def organisations() -> Response:
    """The subtree of an organisation on a day, top down."""
    when = clocks()
    root = _organisation(asked.parameter("root") or viewer().organisation)
    found = asking().tree(when.as_of, when.known_at).subtree(root)
    rows, cursor = asked.paged(found, size=asked.limit(default=500, most=2_000))
    return encoding.respond(
        answers.Organisations(
            root=root,
            clocks=encoding.clock(when),
            organisations=[
                answers.Organisation(
                    id=one.id,
                    name=one.name,
                    kind=one.kind.value,
                    sector=one.sector.value,
                    parent=one.parent,
                    depth=depth,
                    code=one.code,
                    rating=one.rating,
                    leader=one.leader,
                    guides=list(one.guides),
                )
                for depth, one in rows
            ],
            cursor=cursor,
        )
    )


def roster(organisation: str) -> Response:
    """Who held which post on a day."""
    body, when, called = _organisation(organisation), clocks(), names()
    held = directory.roster(asking().reading, body, when.as_of, when.known_at)
    asking().learn([body, *(one.person for one in held)])
    return encoding.respond(
        answers.Roster(
            organisation=body,
            name=called(body),
            clocks=encoding.clock(when),
            holders=[
                answers.Holder(
                    appointment=one.ref,
                    person=one.person,
                    name=called(one.person),
                    post=one.post,
                    post_text=encoding.text(code_label(Post(one.post))),
                    title=one.title,
                    portfolio=list(one.portfolio),
                    acting=one.acting,
                    first=one.first,
                    last=one.last,
                )
                for one in held
            ],
        )
    )


def persons() -> Response:
    """Persons of an organisation, or of it and all below it."""
    when = clocks()
    body = _organisation(asked.parameter("organisation") or viewer().organisation)
    bodies = asking().tree(when.as_of, when.known_at).ids(body) if asked.flag("below") else []
    found = directory.persons(asking().reading, bodies or [body], when.as_of, when.known_at)
    rows, cursor = asked.paged(found, size=asked.limit(default=200, most=1_000))
    return encoding.respond(
        answers.Persons(
            clocks=encoding.clock(when),
            persons=[
                answers.Person(id=one.id, name=one.name, organisation=one.organisation, party_member=one.party_member)
                for one in rows
            ],
            cursor=cursor,
        )
    )


def policies() -> Response:
    """Documents that bind an organisation on a day."""
    when = clocks()
    body = _organisation(asked.parameter("organisation") or viewer().organisation)
    return encoding.respond(
        answers.Policies(
            organisation=body,
            clocks=encoding.clock(when),
            policies=[
                answers.Policy(
                    id=one.id,
                    document=one.document,
                    title=one.title,
                    binds=list(one.binds),
                    first=one.first,
                    last=one.last,
                    replaced_by=one.by,
                    sha256=one.sha256,
                )
                for one in directory.policies_in_force(asking().reading, body, when.as_of, when.known_at)
            ],
        )
    )


def me() -> Response:
    """The account that asks, and the token its writing requests must carry under a session."""
    who, called = viewer(), names()
    return encoding.respond(
        answers.Me(
            account=who.account,
            sign_in_name=who.sign_in_name,
            role=who.role.value,
            role_text=encoding.text(code_label(who.role)),
            organisation=who.organisation,
            organisation_name=called(who.organisation),
            person=who.person,
            csrf_token=None if who.token else form_token(),
        )
    )
