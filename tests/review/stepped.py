"""The console script, killed at one of its steps: `python -m tests.review.stepped STEP COMMAND …`.

A step is a statement to the record, the commit of a transaction that writes, or a file that is opened or renamed to
be an archive. At the step with that number, or the first one that begins with these words, the process ends by SIGKILL
before it takes it; with `-` it is let run, and its steps stand on standard error.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

from sqlalchemy import Engine, event

import app


def _main(wanted: str, command: list[str]) -> int:
    count, last = 0, ""

    def step(what: str) -> None:
        nonlocal count, last
        count, last = count + 1, what
        os.write(2, f"step {count}: {what}\n".encode())
        if wanted == str(count) or what.startswith(wanted):
            os.kill(os.getpid(), signal.SIGKILL)

    def statement(connection: Any, _cursor: Any, text: str, *_: Any) -> None:
        if connection.dialect.name in (
            "sqlite",
            "postgresql",
        ):  # the record's, not the read model's
            step(" ".join(text.split()[:3]))

    def commit(connection: Any) -> None:
        if connection.get_execution_options().get("writes"):
            step(f"COMMIT after {last}")

    def file(name: str, args: tuple[Any, ...]) -> None:
        if name in ("open", "os.rename") and str(args[0]).endswith(".part"):
            step(name)

    event.listen(Engine, "before_cursor_execute", statement)
    event.listen(Engine, "commit", commit)
    sys.addaudithook(file)
    return app.main(command)


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1], sys.argv[2:]))
