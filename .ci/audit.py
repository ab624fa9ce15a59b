"""Asks the registry whether a weakness of a pinned package is known. Without a network it says that it was not done."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
LONGEST = 300
"""Seconds after which the registry counts as out of reach."""


def audit(program: str, *files: Path) -> int:
    """Exit code: 1 where a weakness is known; 0 where none is, or nobody could be asked."""
    listed = [word for file in files for word in ("--requirement", str(file))]
    command = [program, *listed, "--no-deps", "--disable-pip", "--format=json", "--progress-spinner=off"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=LONGEST)
        answered = json.loads(done.stdout)["dependencies"]
    except subprocess.TimeoutExpired:
        return not_done("no answer in time")
    except (ValueError, KeyError):
        return not_done((done.stderr.strip().splitlines() or ["no answer"])[-1])
    weak = [(one, weakness) for one in answered for weakness in one.get("vulns", ())]
    for one, weakness in weak:
        mended = ", ".join(weakness.get("fix_versions", ())) or "no version yet"
        print(f"{one['name']} {one['version']}: {weakness['id']}, mended in {mended}")
    unknown = [one["name"] for one in answered if "skip_reason" in one]
    if len(unknown) == len(answered):
        return not_done(f"whoever answers knows none of {len(answered)} packages")
    if unknown:
        print(f"!!! NOT AUDITED, unknown to the registry: {', '.join(unknown)}")
    print(f"pip-audit: {len(answered) - len(unknown)} packages asked about, {len(weak)} known weaknesses")
    return 1 if weak else 0


def not_done(why: str) -> int:
    """Loud, and no failure: an office's network may be closed."""
    line = "!" * 100
    print(f"{line}\n!!! NOT DONE: no registry could be asked about weaknesses of packages: {why[:200]}")
    print(f"!!! Do it where there is a network, before anything is installed: make check\n{line}")
    return 0


if __name__ == "__main__":
    program = str(Path(sys.executable).with_name("pip-audit"))
    sys.exit(audit(program, ROOT / "requirements.txt", ROOT / "requirements-dev.txt"))
