"""A password of a command: asked for on the terminal, or read from a file that nobody else reads."""

from __future__ import annotations

import os
import stat
import sys
from getpass import getpass
from pathlib import Path

from data_access.access.checks import AccessError
from data_access.access.passwords import LONGEST, checked_password


def password_for(account: str, file: Path | None) -> str:
    """A password that the account can have. Raises AccessError.

    It is never an argument: other users of the machine see the arguments of every command.
    """
    password = _asked(account) if file is None else _read(file)
    return checked_password(password, account)


def _asked(account: str) -> str:
    if not sys.stdin.isatty():
        raise AccessError(
            "there is no terminal on which to ask for the password: name a file that has it, by "
            "--password-file"
        )
    try:
        password = checked_password(getpass(f"Password of {account}: "), account)
        again = getpass("The same again: ")
    except EOFError:
        raise AccessError("no password was given") from None
    if again != password:
        raise AccessError("the two passwords differ: nothing was done, try again")
    return password


def _read(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            mode = stat.S_IMODE(os.fstat(opened.fileno()).st_mode)
            if mode & (stat.S_IRWXG | stat.S_IRWXO):
                raise AccessError(
                    f"--password-file {file}: other users of this machine may use it (mode "
                    f"{mode:o}): run `chmod 600 {file}` first"
                )
            said = opened.read(8 * LONGEST)
        password = said.decode("utf-8-sig").removesuffix("\n").removesuffix("\r")
    except OSError as error:
        raise AccessError(f"--password-file {file}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise AccessError(f"--password-file {file}: it is not UTF-8 text") from None
    if "\n" in password:
        raise AccessError(f"--password-file {file}: more than one line is in it")
    return password
