"""OneScreen's console script.

Only the module of the command that is asked for is imported: the whole application takes seconds.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from typing import Any

from data_access.settings import SettingsError, load_settings

_COMMANDS = {
    "serve": "callbacks.commands.serve",
    "demo": "data_access.commands.demo",
    "load": "data_access.commands.load",
    "check": "data_access.commands.check",
    "figures": "data_access.commands.figures",
    "report": "callbacks.commands.report",
    "seal": "data_access.commands.seal",
    "user": "data_access.commands.user",
    "wall-token": "data_access.commands.wall_token",
    "wall-status": "data_access.commands.wall_status",
    "session": "data_access.commands.session",
    "audit": "data_access.commands.audit",
}


def parser(wanted: str = "") -> argparse.ArgumentParser:
    """The console script's parser: of the command that is wanted, or of all of them."""
    whole = argparse.ArgumentParser(
        prog="onescreen",
        description="One screen for the governance of a city. Settings: ONESCREEN_… variables or "
        "a TOML file named by ONESCREEN_CONFIG (see the README).",
    )
    commands = whole.add_subparsers(required=True, metavar="COMMAND")
    for name in [wanted] if wanted in _COMMANDS else _COMMANDS:
        importlib.import_module(_COMMANDS[name]).add_parser(commands)
    return whole


def main(arguments: Sequence[str] | None = None) -> int:
    """The console script: 0 done, 2 refused with the reason."""
    typed = sys.argv[1:] if arguments is None else arguments
    args = parser(typed[0] if typed else "").parse_args(typed)
    said: dict[str, Any] = {
        name: value for name in ("host", "port") if (value := getattr(args, name, None)) is not None
    }
    try:
        settings = load_settings(**said)
    except SettingsError as error:
        print(f"onescreen: {error}", file=sys.stderr)
        return 2
    try:
        code: int = args.run(args, settings)
        sys.stdout.flush()
    except BrokenPipeError:  # who reads the output, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("onescreen: stopped", file=sys.stderr)
        return 130
    except Exception as error:
        from data_access.commands.refusals import refusal

        refused = refusal(error, settings)
        if refused is None:
            raise
        print(f"onescreen: {refused}", file=sys.stderr)
        return 2
    return code


if __name__ == "__main__":
    sys.exit(main())
