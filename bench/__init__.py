"""Speed as ratios against the limit in the same run. ``python -m bench --help``."""
