"""bandit over everything that runs; what it finds and what was let through, each with its reason.

Its rules carry the numbers of ruff's (B608 is S608), so that one comment serves both: a finding on a line that says
``# noqa: S608  # why`` is let through, one without a reason is not. Where ruff finds nothing, ``# nosec B106 - why``
says it. Whole rules are left out in setup.cfg.
"""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
TARGETS = ("domain", "ledger", "projections", "web")
LET_THROUGH = re.compile(r"#\s*(?:noqa:|nosec)\s*(?P<rules>[A-Z]+\d+(?:\s*,\s*[A-Z]+\d+)*)\s*(?:#|-|\()\s*\w.*")


def findings(root: Path, targets: tuple[str, ...] = TARGETS) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What bandit found: let through with a reason, and not."""
    command = [
        str(Path(sys.executable).with_name("bandit")),
        *("--ini", str(ROOT / "setup.cfg"), "--format", "json", "--quiet", "--ignore-nosec", "--recursive"),
        *(str(root / target) for target in targets),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        sys.exit(f"bandit did not run: {done.stderr}")
    told = json.loads(done.stdout)
    if told["errors"]:
        sys.exit(f"bandit could not read: {told['errors']}")
    passed, found = [], []
    for one in told["results"]:
        lines = Path(one["filename"]).read_text(encoding="utf-8").splitlines()
        names = {one["test_id"], one["test_id"].replace("B", "S", 1)}
        said = (LET_THROUGH.search(lines[number - 1]) for number in one["line_range"])
        let = any(names.intersection(re.split(r"\s*,\s*", match["rules"])) for match in said if match)
        (passed if let else found).append(one)
    return passed, found


if __name__ == "__main__":
    passed, found = findings(ROOT)
    for one in found:
        print(f"{one['filename']}:{one['line_number']}: {one['test_id']} {one['issue_text']}")
    print(f"bandit: {len(found)} found, {len(passed)} let through with a reason")
    sys.exit(1 if found else 0)
