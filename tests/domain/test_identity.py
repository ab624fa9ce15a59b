"""Identity: what a stream id says about the record behind it."""

import pytest

from domain import identity
from domain.kernel import Refused

ORG = "org-0000000000000000000a"
SHA = "ab" * 32


class TestWhatThereIsOnlyOneOfHasADerivedName:
    def test_posts_of_an_organisation(self) -> None:
        assert identity.posts_of(ORG) == "posts-0000000000000000000a"

    def test_list_of_a_year(self) -> None:
        assert identity.list_of(ORG, 2024) == "list-0000000000000000000a-2024"

    def test_both_lead_back_to_the_organisation(self) -> None:
        assert identity.organisation_of(identity.posts_of(ORG)) == ORG
        assert identity.organisation_of(identity.list_of(ORG, 2024)) == ORG

    def test_file_and_account(self) -> None:
        assert identity.file_of(SHA) == f"file-{SHA}"
        assert identity.account_of("jingban.01") == "account-jingban.01"


class TestAnIdIsWellFormedOrNothing:
    @pytest.mark.parametrize(
        ("stream", "kind"),
        [
            (ORG, "organisation"),
            ("person-0123456789abcdef0123", "person"),
            ("posts-0123456789abcdef0123", "appointment"),
            ("policy-0123456789abcdef0123", "policy"),
            ("list-0123456789abcdef0123-2024", "responsibility"),
            ("meeting-0123456789abcdef0123", "meeting"),
            ("point-0123456789abcdef0123", "contact"),
            ("report-0123456789abcdef0123", "report"),
            ("work-0123456789abcdef0123", "work"),
            (f"file-{SHA}", "evidence"),
            ("account-zhang-jia", "account"),
        ],
    )
    def test_its_prefix_tells_the_kind(self, stream: str, kind: str) -> None:
        assert identity.kind_of(stream) == kind
        assert identity.is_stream_id(stream, kind)
        assert stream.startswith(identity.prefix_of(kind) + "-")
        assert not identity.is_stream_id(stream, "meeting" if kind != "meeting" else "work")

    @pytest.mark.parametrize(
        "text",
        ["", "org", "org-", "org-0000000000000000000A", "org-1", f"{ORG}0", f"{ORG}\n", "os:system", "file-ab",
         "list-0123456789abcdef0123", "account-", "account-张甲", "account-.a", "nobody-0123456789abcdef0123"],
    )  # fmt: skip
    def test_anything_else_is_refused(self, text: str) -> None:
        assert not identity.is_stream_id(text)
        with pytest.raises(Refused) as caught:
            identity.kind_of(text)
        assert caught.value.code == "unknown_id"

    def test_derived_names_need_a_sound_base(self) -> None:
        for make in (
            lambda: identity.posts_of("person-0123456789abcdef0123"),
            lambda: identity.list_of(ORG, 0),
            lambda: identity.list_of("org-x", 2024),
            lambda: identity.file_of("AB" * 32),
            lambda: identity.account_of("a b"),
            lambda: identity.organisation_of(ORG),
        ):
            with pytest.raises(Refused):
                make()

    def test_a_ref_points_into_a_stream(self) -> None:
        assert identity.stream_of("meeting-0123456789abcdef0123#4") == "meeting-0123456789abcdef0123"
        assert identity.stream_of(ORG) == ORG
