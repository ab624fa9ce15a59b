"""Policies of witnesses (C2SP tlog-policy)."""

import pytest

from ledger.proof.note import COSIGNATURE, new_key
from ledger.proof.policy import PolicyMalformed, parse_policy

LOG = new_key("office.example/zeren").verifier
ONE, TWO, THREE = (new_key(f"witness.example/{n}", COSIGNATURE).verifier for n in range(3))
HEAD = (
    f"log {LOG.text}\nwitness one {ONE.text} https://one.example/w/\n"
    f"witness two {TWO.text}\nwitness three {THREE.text}\n"
)


def satisfied(text: str, *signed: object) -> bool:
    return parse_policy(HEAD + text).satisfied(list(signed))  # type: ignore[arg-type]  # keys


class TestEnough:
    def test_is_what_the_quorum_says(self) -> None:
        assert satisfied("quorum one\n", ONE)
        assert not satisfied("quorum one\n", TWO, THREE)
        assert satisfied("quorum none\n")

    @pytest.mark.parametrize(("least", "needed"), [("any", 1), ("1", 1), ("2", 2), ("all", 3), ("3", 3)])
    def test_is_so_many_of_a_group(self, least: str, needed: int) -> None:
        text = f"group g {least} one two three\nquorum g\n"
        keys = (ONE, TWO, THREE)
        assert [satisfied(text, *keys[:n]) for n in range(4)] == [n >= needed for n in range(4)]

    def test_groups_may_stand_in_groups(self) -> None:
        text = "group pair all one two\ngroup g any pair three\nquorum g\n"
        assert satisfied(text, THREE)
        assert satisfied(text, ONE, TWO)
        assert not satisfied(text, ONE)

    def test_keys_of_strangers_do_not_count(self) -> None:
        assert not satisfied("quorum one\n", new_key("witness.example/0", COSIGNATURE).verifier)


def test_reads_comments_addresses_and_logs() -> None:
    found = parse_policy("# a comment\n\n" + HEAD + "quorum one\n")
    assert found.logs == (LOG,)
    assert found.keys == (ONE, TWO, THREE)
    assert [one.url for one in found.witnesses.values()] == ["https://one.example/w", "", ""]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (HEAD, 5),
        (HEAD + "quorum nobody\n", 5),
        (HEAD + "quorum one\nquorum two\n", 6),
        (HEAD + "group g 4 one two three\nquorum g\n", 5),
        (HEAD + "group g 0 one\nquorum g\n", 5),
        (HEAD + "group g some one\nquorum g\n", 5),
        (HEAD + "group g any stranger\nquorum g\n", 5),
        (HEAD + "group g any one\ngroup h any one\nquorum h\n", 6),
        (HEAD + "group one any two\nquorum one\n", 5),
        (HEAD + "group none any two\nquorum none\n", 5),
        (HEAD + f"witness one {new_key('x', COSIGNATURE).verifier.text}\nquorum one\n", 5),
        (HEAD + f"witness four {ONE.text}\nquorum one\n", 5),
        (HEAD + f"witness four {LOG.text}\nquorum one\n", 5),
        (f"log {ONE.text}\nquorum none\n", 1),
        ("log nonsense\nquorum none\n", 1),
        (HEAD + f"witness four {new_key('x', COSIGNATURE).verifier.text} ftp://x/\nquorum one\n", 5),
        (HEAD + "whatever\nquorum one\n", 5),
    ],
    ids=lambda value: f"line {value}" if isinstance(value, int) else "policy",  # texts hold keys made anew
)
def test_names_the_line_that_cannot_be_read(text: str, line: int) -> None:
    with pytest.raises(PolicyMalformed) as refused:
        parse_policy(text)
    assert refused.value.line == line
