"""Names: organisations, persons, records and clauses by what a sheet calls them, and the other way round.

Read once for a whole file. A name that stands for one thing only is enough; where two are called alike, the one of the
row's own organisation is meant, or else the cell says which: ``张甲（柳溪乡党委）``, or the number in ``〔〕``.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from domain.identity import is_stream_id, prefix_of, stream_of
from domain.kernel import record
from domain.terms import SECTIONS
from projections import directory, records, status
from web.asking import MASK, asking
from web.language import in_chinese
from web.schemas.fields import Code, Codes, Ref, Refs, Zeren
from web.viewer import viewer
from web.words import line_title

MOST_RECORDS: Final = 20_000
_NUMBERED: Final = re.compile(r"〔([^〔〕]{1,120})〕$")
_BESIDE: Final = re.compile(r"(.+?)（([^（）]+)）$")

_ANYWHERE: Final = frozenset({"everywhere"})
_ABOVE: Final = frozenset({"any_organisation", "anybody", "appraised"})
_PEOPLE: Final = frozenset({"person", "anybody", "verifiers", "appraised"})
_CLAUSES: Final = frozenset({"clauses", "every_clause", "clauses_below"})
_BY_TITLE: Final[Mapping[str, str]] = {
    "points": "contact_point",
    "contact": "contact_point",
    "meeting": "meeting",
    "research": "research",
    "project": "project",
    "rounds": "review",
}
"""Sources whose records can be named by their title -> kind of line."""


class Unknown(Exception):
    """Nothing, or more than one thing, is called so."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


@record
class _Known:
    """Somebody or something with a name."""

    id: str
    home: str
    """Organisation it belongs to."""


class Names:
    """What the viewer of this request may name."""

    def __init__(self) -> None:
        asked = asking()
        tree, root = asked.tree(), viewer().organisation
        self._own = dict.fromkeys(tree.ids(root) or [root])
        near = dict.fromkeys(self._own)
        for superior in tree.path(root):
            near.update(dict.fromkeys((superior.id, *(one.id for one in tree.children(superior.id)))))
        self._near = near
        self._bodies = {one.id: one.name for one in tree.by_id.values()}
        self._by_name: dict[str, list[str]] = {}
        for one in tree.by_id.values():
            self._by_name.setdefault(_key(one.name), []).append(one.id)
        above = [one.id for one in tree.path(root)]
        people = directory.persons(asked.reading, [*self._own, *above], asked.today)
        self._people = {one.id: one for one in people}
        self._called: dict[str, list[_Known]] = {}
        for person in people:
            if person.name and person.name != MASK:
                self._called.setdefault(_key(person.name), []).append(_Known(id=person.id, home=person.organisation))
        self._titles: dict[str, dict[str, list[_Known]]] = {}
        self._titled: dict[str, str] = {}
        self._clauses = {
            clause.id: f"《{one.document.title}》{clause.cite}"
            for one in status.policies(asked.reading).values()
            for clause in one.document.clauses
        }
        self._cited: dict[str, list[str]] = {}
        for code, cite in self._clauses.items():
            self._cited.setdefault(_key(cite), []).append(code)

    # --- from a sheet ---

    def found(self, field: Zeren, text: str, home: str) -> str:
        """Id of what a cell names, for a row of the organisation ``home``. Raises `Unknown`."""
        text = text.strip()
        source = getattr(field, "source", "")
        numbered = _NUMBERED.search(text)
        told = numbered[1].strip() if numbered else text
        if isinstance(field, Code | Codes):
            return self._code(source, told, text)
        assert isinstance(field, Ref | Refs)
        if is_stream_id(stream_of(told)):
            return told
        wanted = [one for one in self._candidates(source, field.kind, text, home) if one]
        if len(wanted) == 1:
            return wanted[0]
        if wanted:
            said = "、".join(self.text(field, one, sure=True) for one in wanted[:4])
            raise Unknown(
                f"“{text[:40]}”不止一个，请写明：{said}。", f"{text[:40]!r} is ambiguous; write one of {said}."
            )
        raise Unknown(self._missing(source, text), f"Nothing in reach is called {text[:40]!r}.")

    def _missing(self, source: str, text: str) -> str:
        if source in _PEOPLE:
            return f"没有找到“{text[:40]}”：请核对姓名，或先在“人员”中登记。"
        if source in ("organisation", "any_organisation", "everywhere"):
            return f"没有找到组织“{text[:40]}”，或不在您的管辖范围内：请填写组织全称。"
        return f"没有找到“{text[:40]}”：请从列表中选择，或填写记录编号。"

    def _candidates(self, source: str, kind: str, text: str, home: str) -> list[str]:
        beside = _BESIDE.fullmatch(text)
        found: list[str] = []
        if source in _PEOPLE:
            found = self._persons(text, home)
            if not found and beside:
                bodies = set(self._by_name.get(_key(beside[2]), ()))
                found = [one.id for one in self._called.get(_key(beside[1]), ()) if one.home in bodies]
        if not found and (source in _ANYWHERE or source in _ABOVE or source == "organisation"):
            allowed = self._bodies if source in _ANYWHERE else self._near if source in _ABOVE else self._own
            found = [one for one in self._by_name.get(_key(text), ()) if one in allowed]
        if not found and source in _BY_TITLE:
            known = self._of_kind(_BY_TITLE[source]).get(_key(text), [])
            found = [one.id for one in known if one.home == home] or [one.id for one in known]
        return found

    def _persons(self, text: str, home: str) -> list[str]:
        known = self._called.get(_key(text), [])
        return [one.id for one in known if one.home == home] or [one.id for one in known]

    def _code(self, source: str, told: str, text: str) -> str:
        if source == "sections":
            return next((code for code, (zh, en) in SECTIONS.items() if told in (zh, en, code)), told)
        if source not in _CLAUSES or told in self._clauses:
            return told
        found = self._cited.get(_key(text), [])
        if len(found) != 1:
            raise Unknown(f"没有找到条款“{text[:60]}”，请从列表中选择。", f"There is no clause {text[:60]!r}.")
        return found[0]

    def _of_kind(self, kind: str) -> dict[str, list[_Known]]:
        if kind not in self._titles:
            found = self._titles[kind] = {}
            wanted = records.Wanted(organisations=list(self._own), kinds=(kind,))
            asked = asking()
            lines = records.find(asked.reading, wanted, limit=MOST_RECORDS)
            asked.learn(one.about for one in lines)
            with in_chinese():
                for line in lines:
                    title = line_title(line)
                    self._titled[line.ref] = title
                    found.setdefault(_key(title), []).append(_Known(id=line.ref, home=line.organisation))
        return self._titles[kind]

    # --- into a sheet ---

    def text(self, field: Zeren, id: str, home: str = "", *, sure: bool = False) -> str:
        """What a sheet calls it, so that it is found again."""
        source = getattr(field, "source", "")
        if source == "sections":
            return SECTIONS[id][0] if id in SECTIONS else id
        if id in self._clauses:
            return f"{self._clauses[id]}〔{id}〕"
        if id in self._people:
            return self._person(id, home, sure=sure)
        if id in self._bodies:
            name = self._bodies[id]
            return name if len(self._by_name[_key(name)]) == 1 else f"{name}〔{id}〕"
        if source in _BY_TITLE:
            self._of_kind(_BY_TITLE[source])
        title = self._titled.get(id, "")
        return f"{title}〔{id}〕" if title else id

    def _person(self, id: str, home: str, *, sure: bool) -> str:
        one = self._people[id]
        if not one.name or one.name == MASK:
            return f"〔{id}〕"
        alike = self._called[_key(one.name)]
        if len(alike) == 1 and not sure:
            return one.name
        at_home = [other.id for other in alike if other.home == home]
        if at_home == [id] and not sure:
            return one.name
        body = self._bodies.get(one.organisation, "")
        if body and sum(other.home == one.organisation for other in alike) == 1:
            return f"{one.name}（{body}）"
        return f"{one.name}〔{id}〕"

    # --- to choose from ---

    def offered(self, field: Zeren, most: int) -> list[str]:
        """What a list in the template offers, the nearest first."""
        source = getattr(field, "source", "")
        ids: Iterable[str] = ()
        if source in _PEOPLE and source != "anybody":
            ids = self._people
        elif source == "organisation":
            ids = self._own
        elif source in _ABOVE:
            ids = self._near
        elif source in _ANYWHERE:
            ids = self._bodies
        elif source in _CLAUSES:
            ids = self._clauses
        elif source == "sections":
            ids = SECTIONS
        elif source in _BY_TITLE:
            self._of_kind(_BY_TITLE[source])
            ids = [one for one in self._titled if one.startswith(f"{_prefix(field)}-")]
        found = dict.fromkeys(self.text(field, one) for one, _ in zip(ids, range(most), strict=False))
        return [one for one in found if one]


def _prefix(field: Zeren) -> str:
    return prefix_of(getattr(field, "kind", ""))


def _key(name: str) -> str:
    """How names are compared: blanks do not count (张 甲), nor the width of brackets."""
    return re.sub(r"[\s\u3000]+", "", name).replace("(", "（").replace(")", "）").casefold()
