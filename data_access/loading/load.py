"""One load: a file staged, asked, checked and written in batches. Run again, it goes on where it
was stopped: what is written already is unchanged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, Table, select

from data_access.loading import named
from data_access.loading.ahead import Ahead
from data_access.loading.contract import KINDS
from data_access.loading.events import EventChecker
from data_access.loading.incidents import Checked, IncidentChecker
from data_access.loading.memory import few_collections
from data_access.loading.options import Options
from data_access.loading.outlines import check_areas, known_areas
from data_access.loading.progress import Reporter, Silent, beating
from data_access.loading.reference import Reference
from data_access.loading.rejects import LoadError, Reject, RejectFile
from data_access.loading.stage import Stage, staged
from data_access.loading.summary import Summary
from data_access.moments import Micros, from_micros
from data_access.record.areas import write_areas
from data_access.record.cameras import write_cameras
from data_access.record.tables import categories, departments, scenarios, sources
from data_access.record.write import Pace, Written, write_incidents, write_named
from data_access.settings import Settings

Row = dict[str, Any]

_NAMED: dict[str, Table] = {
    "departments": departments,
    "categories": categories,
    "sources": sources,
    "scenarios": scenarios,
}
_WITH_PLACES = ("areas", "cameras", "incidents")


@dataclass
class _Load:
    """One load under way."""

    engine: Engine
    settings: Settings
    zone: ZoneInfo
    options: Options
    clock: Callable[[], Micros]
    reporter: Reporter
    summary: Summary
    rejects: RejectFile

    @property
    def origin(self) -> str:
        return f"load {self.summary.kind} {self.summary.file.name}"

    def reject(self, rejects: list[Reject]) -> None:
        for reject in rejects:
            self.rejects.add(reject)
        self.rejects.flush()


def load(
    kind: str,
    path: Path,
    *,
    engine: Engine,
    settings: Settings,
    clock: Callable[[], Micros],
    sql: Path | None = None,
    zone: ZoneInfo | None = None,
    options: Options | None = None,
    reporter: Reporter | None = None,
) -> Summary:
    """Load a file of one kind of the contract into a migrated record.

    `sql` is a file with the SELECT; without one the file's own columns must be the contract's.
    `zone` is that of moments without one (default: the district's). Raises LoadError, before any
    row is written, where file, SELECT or options are of no use. However it ends, unless the process
    is killed, a row of `loads` says so.
    """
    began = clock()
    stem, local = path.name.split(".")[0], from_micros(began).astimezone(settings.zone)
    summary = Summary(kind, path)
    rejects = RejectFile(settings.data_dir / "rejects", kind, stem, local)
    zone, options = zone or settings.zone, options or Options()
    run = _Load(engine, settings, zone, options, clock, reporter or Silent(), summary, rejects)
    finished = False
    try:
        if options.crs is not None and kind not in _WITH_PLACES:
            raise LoadError(f"--crs is of no use here: {kind} have no coordinates")
        run.reporter.step(f"reading {path.name}", path.stat().st_size if path.is_file() else 0)
        with staged(path, rejects.add, run.reporter.reach, options) as stage:
            summary.read = stage.read + rejects.rows
            _ask(run, stage, sql)
            summary.notes += _remarks(run, stage)
            run.reporter.step(f"writing {kind}", stage.rows)
            if kind in ("incidents", "events"):
                with few_collections():
                    _histories(run, stage)
            else:
                _others(run, stage)
                run.reporter.reach(stage.rows)
        finished = True
    finally:
        rejects.close()
        summary.close(rejects)
        summary.keep(engine, began, clock(), finished=finished)
    return summary


def _ask(run: _Load, stage: Stage, sql: Path | None) -> None:
    kind = KINDS[run.summary.kind]
    if sql is not None:
        try:
            text = sql.read_text(encoding="utf-8-sig")
        except OSError as error:
            raise LoadError(f"{sql}: cannot be read ({error.strerror})") from None
        except UnicodeDecodeError:
            raise LoadError(f"{sql}: cannot be read (it is not UTF-8 text)") from None
        run.reporter.step(f"running {sql.name}", None)
        with beating(run.reporter):
            stage.select(text, kind, file=str(sql))
        return
    there = {name.casefold(): name for name in stage.columns}
    missing = [c.name for c in kind.columns if c.required and c.name not in there]
    if missing:
        more = f" and {len(stage.columns) - 50:,} more" if len(stage.columns) > 50 else ""
        raise LoadError(
            f"{run.summary.file}: no column {', '.join(missing)}. Name a file with a query by "
            "--sql that returns the contract's columns from the table source, whose columns are "
            f"{', '.join(stage.columns[:50])}{more}"
        )
    own = ", ".join(column.name for column in kind.columns if column.name in there)
    stage.select(f"SELECT {own} FROM source", kind, file=str(run.summary.file))  # noqa: S608
    left = [name for name in stage.columns if name.casefold() not in kind.by_name]
    if left:
        run.summary.notes.append(
            f"columns that are not in the contract, not loaded: {', '.join(left)}"
        )


def _remarks(run: _Load, stage: Stage) -> Iterator[str]:
    if run.options.crs is not None and run.options.crs.note:
        yield run.options.crs.note
    if not stage.read and not run.rejects.rows:
        yield "there was nothing to load: the file has no rows"
    elif stage.read and not stage.rows:
        yield f"there was nothing to load: the SELECT returns none of the {stage.read:,} rows"


def _histories(run: _Load, stage: Stage) -> None:
    reference, kind = Reference.of(run.engine), run.summary.kind
    batches = stage.batches(KINDS[kind])
    stream: Iterator[Checked]
    if kind == "incidents":
        crs = run.options.crs
        stream = map(IncidentChecker(reference, run.zone, stage.forms, crs).check, batches)
    else:
        stream = EventChecker(run.engine, reference, run.zone, stage.forms).stream(batches)
    counts: Counter[str] = Counter()
    ahead, pace = Ahead(), Pace()
    done = 0
    for checked in stream:
        now = run.clock()
        run.reject(checked.rejects)
        for part in pace.parts(checked.incidents):
            run.summary.add(
                write_incidents(run.engine, part, now=now, origin=run.origin, pace=pace)
            )
        ahead.look(checked.incidents, now)
        counts["without location"] += checked.unlocated
        counts["outside every area"] += checked.outside
        counts["moments in an ambiguous hour of the clock (noted with their events)"] += (
            checked.ambiguous
        )
        done += checked.rows
        run.reporter.reach(done)
    run.summary.notes.extend(f"{number:,} {what}" for what, number in counts.items() if number)
    run.summary.notes.extend(ahead.notes(run.settings.zone))


def _others(run: _Load, stage: Stage) -> None:
    kind = run.summary.kind
    rows: list[Row] = []
    for batch in stage.batches(KINDS[kind]):
        good, rejects = named.check_rows(kind, batch, stage.forms, run.zone, run.options.crs)
        run.reject(rejects)
        rows.extend(good)
    if kind == "areas":
        written = _areas(run, rows)
    elif kind == "cameras":
        written = _cameras(run, rows)
    else:
        if kind == "categories":
            with run.engine.connect() as connection:
                found = connection.execute(select(categories.c.code, categories.c.parent))
                known = {row.code: row.parent for row in found}
            rows, rejects = named.categories(rows, known)
            run.reject(rejects)
        written = write_named(
            run.engine, _NAMED[kind], _stored(rows), now=run.clock(), origin=run.origin
        )
    run.summary.add(written)


def _areas(run: _Load, rows: list[Row]) -> Written:
    known = known_areas(run.engine)
    done = check_areas(rows, run.settings.levels, known, run.options.crs)
    run.reject(done.rejects)
    run.summary.notes.extend(done.notes)
    for row in done.rows:
        if row["code"] not in known:
            row.setdefault("illustrative", False)
    return write_areas(run.engine, _stored(done.rows), now=run.clock(), origin=run.origin)


def _cameras(run: _Load, rows: list[Row]) -> Written:
    rows, rejects, outside = named.cameras(rows, Reference.of(run.engine))
    run.reject(rejects)
    if outside:
        run.summary.notes.append(f"{outside:,} outside every area")
    return write_cameras(run.engine, _stored(rows), now=run.clock(), origin=run.origin)


def _stored(rows: list[Row]) -> list[Row]:
    return [{name: value for name, value in row.items() if name != "line_no"} for row in rows]
