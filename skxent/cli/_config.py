"""What ``[tool.skxent]`` in the current folder's pyproject.toml says."""

import tomllib
from pathlib import Path
from typing import Any

CONFIGURED_IN = "pyproject.toml"
_FILE = Path(CONFIGURED_IN)


def configured_gates() -> list[str]:
    """Return the gates of ``[tool.skxent]``; none without it. What is not understood there is refused."""
    if not _FILE.is_file():
        return []
    try:
        record = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    except ValueError as error:  # no TOML, no UTF-8, or a whole number of thousands of digits
        raise ValueError(f"{_FILE}: cannot be read: {error}; mend it.") from None
    except RecursionError:
        raise ValueError(f"{_FILE}: cannot be read: its lists or tables are nested too deep; mend it.") from None
    tools = record.get("tool", {})
    table: Any = tools.get("skxent", {}) if isinstance(tools, dict) else {}
    if not isinstance(table, dict):
        raise ValueError(f"{_FILE}: tool.skxent is no table; write [tool.skxent] and gates = [...] below it.")
    unknown = sorted(set(table) - {"gates"})
    if unknown:
        from skxent._check import listing

        raise ValueError(f"{_FILE}: [tool.skxent] has {listing(unknown)}, which is unknown; write gates = [...] only.")
    gates = table.get("gates", [])
    if not isinstance(gates, list) or not all(isinstance(gate, str) for gate in gates):
        raise ValueError(f'{_FILE}: gates of [tool.skxent] is no list of texts; write gates = ["log_loss < 0.35"].')
    return gates
