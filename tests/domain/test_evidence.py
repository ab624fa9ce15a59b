"""Evidence file: the class is the rule, the method the case."""

from typing import Any

import pytest
from deciding import TODAY, fold, refusal, replaced

from domain import evidence

SHA = "ab" * 32
FILE, MEETING = f"file-{SHA}", "meeting-00000000000000000001"

FILE_IT = evidence.FileEvidence(
    evidence=FILE,
    organisation="org-00000000000000000001",
    sha256=SHA,
    size=1024,
    media_type="application/pdf",
    title="会议签到表",
)
FILED = evidence.EvidenceFiled(**{k: getattr(FILE_IT, k) for k in FILE_IT.__dataclass_fields__ if k != "evidence"})
ATTACH = evidence.AttachEvidence(evidence=FILE, subject=MEETING, note="签到")
ATTACHED = evidence.EvidenceAttached(subject=MEETING, note="签到")
DETACH = evidence.DetachEvidence(evidence=FILE, subject=MEETING, reason="传错")
DETACHED = evidence.EvidenceDetached(subject=MEETING, reason="传错")
VOID = evidence.VoidEvidence(evidence=FILE, reason="传错")
VOIDED = evidence.EvidenceVoided(reason="传错")


def decide(state: evidence.State | None, command: evidence.Command) -> list[evidence.Event]:
    return evidence.decide(state, command, today=TODAY)


def given(*events: evidence.Event) -> evidence.State | None:
    return fold(evidence.evolve, *events)


class TestAFileIsNamedAfterItsContent:
    def test_filed(self) -> None:
        assert decide(None, FILE_IT) == [FILED]

    @pytest.mark.parametrize(
        "changes",
        [{"sha256": "cd" * 32}, {"sha256": SHA.upper()}, {"sha256": SHA[:-1]}, {"sha256": ""}, {"evidence": "file-1"}],
    )
    def test_name_and_hash_agree(self, changes: dict[str, str]) -> None:
        refused = refusal(decide, None, replaced(FILE_IT, **changes))
        assert (refused.code, refused.field) == ("not_the_content", "sha256")

    def test_the_same_content_again_records_nothing(self) -> None:
        assert decide(given(FILED), replaced(FILE_IT, title="另一名称")) == []

    def test_unless_it_had_been_voided(self) -> None:
        assert decide(given(FILED, ATTACHED, VOIDED), FILE_IT) == [FILED]
        assert refusal(decide, given(FILED, ATTACHED, VOIDED, FILED), ATTACH).code == "already_attached"


class TestWhatAFileMayBe:
    @pytest.mark.parametrize("size", [1, 50 * 1024 * 1024])
    def test_size(self, size: int) -> None:
        assert decide(None, replaced(FILE_IT, size=size))

    @pytest.mark.parametrize("size", [-1, 0, 50 * 1024 * 1024 + 1])
    def test_neither_empty_nor_too_large(self, size: int) -> None:
        assert refusal(decide, None, replaced(FILE_IT, size=size)).field == "size"

    @pytest.mark.parametrize(
        ("field", "value"),
        [("media_type", ""), ("media_type", "pdf"), ("media_type", "text/html; x"), ("title", ""), ("title", "\x07")],
    )
    def test_with_a_type_and_a_title(self, field: str, value: Any) -> None:
        assert refusal(decide, None, replaced(FILE_IT, **{field: value})).field == field


class TestAFileIsAttachedOnce:
    def test_attached(self) -> None:
        assert decide(given(FILED), ATTACH) == [ATTACHED]

    def test_not_twice_to_one_record(self) -> None:
        assert refusal(decide, given(FILED, ATTACHED), ATTACH).code == "already_attached"

    def test_but_to_several_records(self) -> None:
        assert decide(given(FILED, ATTACHED), replaced(ATTACH, subject="work-00000000000000000001"))

    def test_not_to_itself_and_not_to_nothing(self) -> None:
        assert refusal(decide, given(FILED), replaced(ATTACH, subject=FILE)).code == "own_subject"
        assert refusal(decide, given(FILED), replaced(ATTACH, subject="")).field == "subject"

    def test_detached_and_attached_again(self) -> None:
        assert decide(given(FILED, ATTACHED), DETACH) == [DETACHED]
        assert refusal(decide, given(FILED, ATTACHED, DETACHED), DETACH).code == "not_attached"
        assert decide(given(FILED, ATTACHED, DETACHED), ATTACH) == [ATTACHED]

    def test_only_where_it_is_attached(self) -> None:
        assert refusal(decide, given(FILED), DETACH).code == "not_attached"

    def test_with_a_reason(self) -> None:
        assert refusal(decide, given(FILED, ATTACHED), replaced(DETACH, reason="")).field == "reason"


class TestAVoidedFile:
    def test_takes_no_further_act(self) -> None:
        assert decide(given(FILED), VOID) == [VOIDED]
        for command in (VOID, ATTACH, DETACH):
            assert refusal(decide, given(FILED, ATTACHED, VOIDED), command).code == "voided"

    def test_an_unknown_one_neither(self) -> None:
        for command in (VOID, ATTACH, DETACH):
            assert refusal(decide, None, command).code == "unknown"
