"""Who is who, as of any day, as known at any position."""

from datetime import date

import pytest
import sqlalchemy as sa
from log_book import Book, appointed, ident, organisation, person, posts_of

from domain.account import AccountOpened, AccountRoleGranted, AccountRoleWithdrawn, AccountSuspended, Role
from domain.appointment import AppointmentCorrected, AppointmentVoided, Portfolio, Post, RoleAssigned, RoleEnded
from domain.organisation import (
    Kind,
    OrganisationCorrected,
    OrganisationDissolved,
    OrganisationRelationSet,
    OrganisationRenamed,
    OrganisationVoided,
    Relation,
)
from domain.person import (
    ErasureGround,
    PersonCorrected,
    PersonErased,
    PersonErasureRequested,
    PersonRestricted,
    PersonRestrictionLifted,
    PersonVoided,
    RestrictionGround,
)
from domain.policy import PolicyInterpreted, PolicyIssued, PolicySuperseded
from projections import directory
from projections.directory import Directory
from projections.engine import Views

DISTRICT, TOWN, OTHER, VILLAGE = (ident("org", n) for n in (1, 2, 3, 4))
ZHANG, LI, WANG = (ident("person", n) for n in (1, 2, 3))
DAY = date(2024, 6, 1)


@pytest.fixture
def book() -> Book:
    book = Book()
    book.write(DISTRICT, organisation("安平区委", kind=Kind.DISTRICT_COMMITTEE))
    book.write(TOWN, organisation("柳溪乡党委", DISTRICT))
    book.write(OTHER, organisation("石门乡党委", DISTRICT))
    book.write(VILLAGE, organisation("石桥村党支部", TOWN, kind=Kind.BRANCH))
    book.write(ZHANG, person(ZHANG, "张甲", TOWN))
    book.write(LI, person(LI, "李乙", TOWN))
    book.write(WANG, person(WANG, "王丙", OTHER))
    return book


class Opened:
    """Catches up before every look, as pages do."""

    def __init__(self, url: str, book: Book, erased: frozenset[str] = frozenset()) -> None:
        def opener(subject: str, sealed: str) -> str | None:
            return None if subject in erased else sealed.removeprefix("sealed:")

        self.views, self.book = Views(url, [Directory], opener=opener), book
        self.views.create()

    def __enter__(self):
        self.views.catch_up(self.book.log, self.book.head)
        self._context = self.views.reading()
        return self._context.__enter__()

    def __exit__(self, *error):
        self._context.__exit__(*error)


class TestOrganisations:
    def test_tree_stands_in_order_with_paths(self, url, book):
        with Opened(url, book) as reading:
            tree = directory.tree(reading, DAY)
            assert [one.id for one in tree.path(VILLAGE)] == [DISTRICT, TOWN, VILLAGE]
            assert tree.ids(DISTRICT) == [DISTRICT, TOWN, VILLAGE, OTHER]
            assert [depth for depth, _ in tree.subtree(DISTRICT)] == [0, 1, 2, 1]
            assert tree.ids(TOWN) == [TOWN, VILLAGE]
            assert [one.id for one in tree.roots()] == [DISTRICT]
            assert tree.path("org-none") == []

    def test_a_move_holds_from_its_day_and_from_when_it_was_known(self, url, book):
        moved = OrganisationRelationSet(
            parent=OTHER,
            party_relation=Relation.TERRITORIAL,
            business_relation=Relation.TERRITORIAL,
            department=None,
            occurred_on=date(2024, 3, 1),
            reason="区划调整",
        )
        before = book.head()
        book.write(VILLAGE, moved)
        with Opened(url, book) as reading:
            assert directory.tree(reading, date(2024, 2, 29)).ids(TOWN) == [TOWN, VILLAGE]
            assert directory.tree(reading, date(2024, 3, 1)).ids(TOWN) == [TOWN]
            assert directory.tree(reading, date(2024, 3, 1)).ids(OTHER) == [OTHER, VILLAGE]
            assert directory.tree(reading, date(2024, 3, 1), before).ids(TOWN) == [TOWN, VILLAGE]
            assert [one.parent for one in directory.history(reading, VILLAGE)] == [TOWN, OTHER]

    def test_names_follow_the_day(self, url, book):
        book.write(TOWN, OrganisationRenamed(name="柳溪镇党委", occurred_on=date(2024, 5, 1), reason="撤乡设镇"))
        with Opened(url, book) as reading:
            assert directory.names(reading, [TOWN, OTHER, ZHANG], date(2024, 4, 30)) == {
                TOWN: "柳溪乡党委",
                OTHER: "石门乡党委",
                ZHANG: "张甲",
            }
            assert directory.names(reading, [TOWN], DAY) == {TOWN: "柳溪镇党委"}
            assert directory.organisation_of(reading, TOWN, DAY).name == "柳溪镇党委"

    def test_a_correction_leaves_later_changes_standing(self, url, book):
        book.write(TOWN, OrganisationRenamed(name="柳溪镇党委", occurred_on=date(2024, 5, 1), reason="撤乡设镇"))
        right = organisation("柳西乡党委", DISTRICT, on="2023-02-01")
        book.write(TOWN, OrganisationCorrected(corrects=1, registered=right, reason="笔误"))
        with Opened(url, book) as reading:
            assert [(one.name, one.first) for one in directory.history(reading, TOWN)] == [
                ("柳西乡党委", date(2023, 2, 1)),
                ("柳溪镇党委", date(2024, 5, 1)),
            ]
            assert len(directory.history(reading, OTHER)) == 1

    def test_dissolved_and_voided_are_gone(self, url, book):
        book.write(VILLAGE, OrganisationDissolved(occurred_on=DAY, reason="并入"))
        book.write(OTHER, OrganisationVoided(reason="误登"))
        with Opened(url, book) as reading:
            assert directory.tree(reading, DAY).ids(DISTRICT) == [DISTRICT, TOWN]
            assert VILLAGE in directory.tree(reading, date(2024, 5, 31))
            assert directory.organisation_of(reading, OTHER, DAY) is None
            # Its name stays readable wherever history names it.
            assert directory.names(reading, [VILLAGE], DAY) == {VILLAGE: "石桥村党支部"}


class TestTenures:
    @pytest.fixture
    def book(self, book: Book) -> Book:
        book.write(posts_of(TOWN), appointed(TOWN, LI, Post.DEPUTY_SECRETARY))
        book.write(posts_of(TOWN), appointed(TOWN, ZHANG))
        book.write(posts_of(OTHER), appointed(OTHER, WANG))
        return book

    def test_roster_of_a_day(self, url, book):
        book.write(posts_of(TOWN), RoleEnded(appointment=2, occurred_on=date(2024, 4, 30), reason="调任"))
        with Opened(url, book) as reading:
            assert [(one.person, one.post) for one in directory.roster(reading, TOWN, date(2024, 4, 30))] == [
                (ZHANG, "secretary"),
                (LI, "deputy_secretary"),
            ]
            assert [one.person for one in directory.roster(reading, TOWN, DAY)] == [LI]
            assert [one.person for one in directory.roster(reading, TOWN, DAY, book.head() - 1)] == [ZHANG, LI]
            assert [one.person for one in directory.roster(reading, OTHER, DAY)] == [WANG]
            assert directory.posts_held(reading, ZHANG)[0].last == date(2024, 4, 30)
            assert directory.posts_held(reading, ZHANG)[0].appointment == 2

    def test_a_portfolio_holds_from_its_day(self, url, book):
        event = RoleAssigned(
            appointment=1, portfolio=(Portfolio.PARTY_BUILDING,), occurred_on=date(2024, 3, 1), reason="分工"
        )
        book.write(posts_of(TOWN), event)
        with Opened(url, book) as reading:
            mine = [one for one in directory.tenures(reading, TOWN) if one.person == LI]
            assert [(one.portfolio, one.first, one.last) for one in mine] == [
                ((), date(2023, 1, 1), date(2024, 2, 29)),
                (("party_building",), date(2024, 3, 1), None),
            ]

    def test_corrected_and_voided(self, url, book):
        right = appointed(TOWN, WANG, on="2023-05-01")
        event = AppointmentCorrected(appointment=2, corrects=2, appointed=right, ended_on=None, reason="张冠李戴")
        book.write(posts_of(TOWN), event)
        book.write(posts_of(TOWN), AppointmentVoided(appointment=1, reason="误登"))
        with Opened(url, book) as reading:
            assert [one.person for one in directory.roster(reading, TOWN, DAY)] == [WANG]
            assert {one.organisation for one in directory.posts_held(reading, WANG)} == {TOWN, OTHER}

    def test_persons_for_a_choice(self, url, book):
        book.write(posts_of(TOWN), appointed(TOWN, WANG, Post.MEMBER))
        with Opened(url, book) as reading:
            assert [one.name for one in directory.persons(reading, [TOWN], DAY)] == ["张甲", "李乙", "王丙"]
            assert [one.name for one in directory.persons(reading, [OTHER], DAY)] == ["王丙"]


class TestPersons:
    def test_corrected_voided_and_erased(self, url, book):
        right = person(LI, "李丁", OTHER)
        known = book.head()
        book.write(LI, PersonCorrected(corrects=1, registered=right, reason="改名"))
        book.write(WANG, PersonVoided(reason="误登"))
        with Opened(url, book) as reading:
            assert directory.person_of(reading, LI).name == "李丁"
            assert directory.person_of(reading, LI, known).name == "李乙"
            assert directory.person_of(reading, WANG) is None
            assert directory.person_of(reading, WANG, known).name == "王丙"
        book.write(
            LI,
            PersonErasureRequested(
                ground=ErasureGround.UNLAWFUL, reason="误收集", asked_by="account-one", occurred_on=DAY
            ),
        )
        book.write(LI, PersonErased(request=3, approved_by="account-two", occurred_on=DAY))
        with Opened(url, book, frozenset({LI})) as reading:
            assert directory.person_of(reading, LI).name is None
            assert directory.person_of(reading, LI, known).name is None
            assert directory.person_of(reading, ZHANG).name == "张甲"
            assert directory.names(reading, [LI, ZHANG], DAY) == {ZHANG: "张甲"}

    def test_restricted_until_lifted(self, url, book):
        restricted = PersonRestricted(ground=RestrictionGround.DISPUTED, reason="本人异议", occurred_on=DAY)
        book.write(LI, restricted)
        known = book.head()
        with Opened(url, book) as reading:
            assert [one.restricted for one in directory.persons(reading, [TOWN], DAY)] == [False, True]
            assert directory.restricted(reading) == {LI}
        book.write(LI, PersonRestrictionLifted(reason="核实无误", occurred_on=DAY))
        with Opened(url, book) as reading:
            assert directory.restricted(reading) == frozenset()
            assert directory.restricted(reading, known) == {LI}
            assert directory.person_of(reading, LI).name == "李乙"

    def test_no_name_is_kept_in_plain(self, url, book):
        with Opened(url, book) as reading:
            rows = reading.rows(sa.select(reading.table("directory", "persons").c.sealed))
        assert sorted(row.sealed for row in rows) == ["sealed:张甲", "sealed:李乙", "sealed:王丙"]


class TestPoliciesAndAccounts:
    def test_policies_in_force(self, url, book):
        township, district = ident("policy", 1), ident("policy", 2)
        for id, code, root in ((township, "township", TOWN), (district, "district", DISTRICT)):
            issued = PolicyIssued(
                document=code,
                binds=(root,),
                effective_on=date(2024, 1, 1),
                catalogue=f'title = "{code}办法"',
                sha256="00",
            )
            book.write(id, issued)
        settled = PolicyInterpreted(parameter="grace", value="5", effective_on=date(2024, 2, 1), basis="批复")
        book.write(township, settled)
        with Opened(url, book) as reading:
            assert [one.title for one in directory.policies_in_force(reading, VILLAGE, DAY)] == [
                "township办法",
                "district办法",
            ]
            assert [one.id for one in directory.policies_in_force(reading, OTHER, DAY)] == [district]
            assert directory.policies(reading)[0].interpretations[0].value == "5"
            assert directory.policies_in_force(reading, TOWN, date(2023, 12, 31)) == []
        book.write(township, PolicySuperseded(last_day=date(2024, 5, 31), by=district, reason="新办法"))
        with Opened(url, book) as reading:
            assert [one.id for one in directory.policies_in_force(reading, VILLAGE, DAY)] == [district]
            assert len(directory.policies_in_force(reading, VILLAGE, date(2024, 5, 31))) == 2

    def test_accounts(self, url, book):
        for name, root in (("town", TOWN), ("other", OTHER)):
            opened = AccountOpened(sign_in_name=name, organisation=root, role=Role.CLERK, person=None, occurred_on=DAY)
            book.write(f"account-{name}", opened)
        book.write("account-town", AccountSuspended(reason="离岗"))
        with Opened(url, book) as reading:
            assert not directory.account_of(reading, "account-town").active
            assert directory.account_of(reading, "account-other").active
            assert directory.account_of(reading, "account-none") is None
            assert [one.id for one in directory.accounts(reading)] == ["account-other", "account-town"]
            assert [one.id for one in directory.accounts(reading, [TOWN])] == ["account-town"]

    def test_what_is_granted_to_accounts(self, url, book):
        for name, root, holder in (("town", TOWN, ZHANG), ("other", OTHER, None)):
            opened = AccountOpened(
                sign_in_name=name, organisation=root, role=Role.CLERK, person=holder, occurred_on=DAY
            )
            book.write(f"account-{name}", opened)
        beside = AccountRoleGranted(
            organisation=OTHER,
            role=Role.INSPECTOR,
            first=DAY,
            last=date(2024, 12, 31),
            replaces=False,
            reason="抽调督查",
        )
        book.write("account-town", beside)
        with Opened(url, book) as reading:
            assert [one.id for one in directory.accounts(reading, [OTHER])] == ["account-other", "account-town"]
            assert [one.id for one in directory.accounts(reading, [TOWN])] == ["account-town"]
            town = directory.account_of(reading, "account-town")
            assert [one.role for one in town.in_force(DAY)] == [Role.CLERK, Role.INSPECTOR]
            assert [one.role for one in town.in_force(date(2025, 1, 1))] == [Role.CLERK]
            assert town.bodies == {TOWN, OTHER}
            assert directory.accounts_of(reading, ZHANG) == ("account-town",)
        book.write("account-town", AccountRoleWithdrawn(grant=2, reason="督查结束"))
        with Opened(url, book) as reading:
            assert [one.id for one in directory.accounts(reading, [OTHER])] == ["account-other"]
