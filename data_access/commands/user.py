"""`onescreen user`: the accounts."""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from data_access.access import accounts
from data_access.access.accounts import Account
from data_access.access.checks import AccessError
from data_access.commands.access_tools import (
    add_scope_options,
    hint_at_access,
    local,
    scope,
    table,
    tell,
    with_record,
)
from data_access.commands.password_input import password_for
from data_access.moments import now_micros
from data_access.reach import ROLES
from data_access.settings import Settings

_DESCRIPTION = """\
The accounts of people who look at the screen. viewer: leaders, without what people wrote and
addresses (ONESCREEN_UNMASKED_ROLES); duty: works the cases; reviewer: may seal, too;
administrator: manages the accounts, too, unless of some areas or departments only.

An account of some areas sees these alone, and what is inside them: it is their sub-platform. A
changed role, scope or password, and disabling, end the sessions of the account at once."""
_EPILOG = """\
examples:
  onescreen user create wang --role administrator
  onescreen user create li --role duty --area 320105002 --password-file li.txt
  onescreen user change li --role reviewer --all-areas

exit status: 0 done; 2 refused, the reason is printed and nothing was done"""
_Parser = argparse.ArgumentParser


def add_parser(subparsers: Any) -> None:
    """Add `user` to the console script."""
    parser: _Parser = subparsers.add_parser(
        "user",
        help="create, list and change accounts",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    # Not abbreviated: who tries `--password` gives a password, and it is no name of a file.
    creating: _Parser = commands.add_parser("create", help="add an account", allow_abbrev=False)
    _add_name(creating)
    creating.add_argument("--role", choices=ROLES, required=True, help="what it may do")
    _add_said(creating)
    _add_password(creating)
    creating.set_defaults(run=partial(_run, _create))
    listing: _Parser = commands.add_parser("list", help="print all accounts")
    listing.set_defaults(run=partial(_run, _list))
    changing: _Parser = commands.add_parser("change", help="change what is said, nothing else")
    _add_name(changing)
    changing.add_argument("--role", choices=ROLES, help="what it may do")
    _add_said(changing)
    for name, everything in (("areas", "the whole district"), ("departments", "all departments")):
        changing.add_argument(
            f"--all-{name}", action="store_true", help=f"{everything} from now on"
        )
    changing.set_defaults(run=partial(_run, _change))
    another: _Parser = commands.add_parser(
        "password", help="give an account another password", allow_abbrev=False
    )
    _add_name(another)
    _add_password(another)
    another.set_defaults(run=partial(_run, _password))
    for name, help_ in (("disable", "let it log in no more"), ("enable", "let it log in again")):
        switching: _Parser = commands.add_parser(name, help=help_)
        _add_name(switching)
        switching.set_defaults(run=partial(_run, _switch), disabled=name == "disable")


def _add_name(parser: _Parser) -> None:
    parser.add_argument("name", metavar="NAME", help="its name, without spaces, such as wang.li")


def _add_said(parser: _Parser) -> None:
    parser.add_argument("--display-name", metavar="TEXT", help="how the screen names the person")
    add_scope_options(parser)


def _add_password(parser: _Parser) -> None:
    ways = parser.add_mutually_exclusive_group()
    ways.add_argument(
        "--password-file",
        type=Path,
        metavar="FILE",
        help="a file of one line, readable by its owner only (default: it is asked for)",
    )
    ways.add_argument(
        "--no-password", action="store_true", help="none: the proxy or the provider says who it is"
    )


def _run(work: Any, args: argparse.Namespace, settings: Settings) -> int:
    return with_record("user", settings, lambda engine: work(engine, args, settings))


def _create(engine: Engine, args: argparse.Namespace, settings: Settings) -> None:
    account = Account(
        args.name,
        args.role,
        tuple(args.area or ()),
        tuple(args.department or ()),
        args.display_name or "",
    )
    accounts.check_new(engine, account)  # before a password is asked for
    password = None if args.no_password else password_for(args.name, args.password_file)
    kept = accounts.create(engine, account, password, now_micros())
    tell(engine, "account_created", kept.name, **_told(kept))
    print(f"The account {kept.name} is there ({_said(kept)}).")
    hint_at_access(settings)
    if settings.access == "accounts" and not kept.has_password:
        print("It cannot log in without a password: `onescreen user password` gives it one.")


def _list(engine: Engine, _args: argparse.Namespace, settings: Settings) -> None:
    found = accounts.all_accounts(engine)
    if not found:
        print("There are no accounts: `onescreen user create NAME --role administrator` adds one.")
        return
    head = ("NAME", "SHOWN AS", "ROLE", "AREAS", "DEPARTMENTS", "PASSWORD", "STATE", "CHANGED")
    rows = [
        (
            account.name,
            account.display_name,
            account.role,
            scope(account.areas),
            scope(account.departments),
            "yes" if account.has_password else "no",
            "disabled" if account.disabled else "enabled",
            local(account.changed_at, settings.zone),
        )
        for account in found
    ]
    print(table(head, rows))


def _change(engine: Engine, args: argparse.Namespace, settings: Settings) -> None:
    said: dict[str, Any] = {"role": args.role, "display_name": args.display_name}
    for name in ("area", "department"):
        codes, everything = getattr(args, name), getattr(args, f"all_{name}s")
        if codes and everything:
            raise AccessError(f"--{name} and --all-{name}s contradict each other: say one of them")
        said[f"{name}s"] = () if everything else codes
    if all(value is None for value in said.values()):
        raise AccessError(f"what of {args.name!r} is to be changed? `onescreen user change --help`")
    account = accounts.change(engine, args.name, now_micros(), **said)
    tell(engine, "account_changed", account.name, **_told(account))
    print(f"The account {account.name} is changed ({_said(account)}).")


def _password(engine: Engine, args: argparse.Namespace, settings: Settings) -> None:
    account = accounts.there(engine, args.name)
    password = None if args.no_password else password_for(account.name, args.password_file)
    accounts.set_password(engine, account.name, password, now_micros())
    tell(engine, "password_changed", account.name)
    has = "another password" if password else "no password any more"
    print(f"The account {account.name} has {has}; its sessions have ended.")


def _switch(engine: Engine, args: argparse.Namespace, settings: Settings) -> None:
    account = accounts.change(engine, args.name, now_micros(), disabled=args.disabled)
    action = "account_disabled" if args.disabled else "account_enabled"
    tell(engine, action, account.name)
    what = "disabled; its sessions have ended" if args.disabled else "enabled"
    print(f"The account {account.name} is {what}.")


def _told(account: Account) -> dict[str, Any]:
    return {
        "role": account.role,
        "areas": account.areas,
        "departments": account.departments,
        "display_name": account.display_name,
    }


def _said(account: Account) -> str:
    areas, departments = scope(account.areas), scope(account.departments)
    return f"{account.role}, areas: {areas}, departments: {departments}"
