"""However a source's reports are cut into batches, the record ends in the same state."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from data_access.record.events import Event, Incident
from data_access.record.write import write_incidents
from tests.factories import (
    DAY,
    HOUR,
    MINUTE,
    MONDAY,
    copied,
    emptied,
    incident,
    known,
    reported,
    write_reference,
)

# Of one incident no two events share a moment: those of a moment count in order of arrival.
HISTORIES = st.lists(
    st.tuples(
        st.sampled_from(("dispatched", "responded", "suspended", "resumed", "resolved", "closed")),
        st.sampled_from(("water", "roads")),
        st.integers(1, 600),
    ),
    max_size=5,
    unique_by=lambda said: said[2],
)


def _told(number: int, history: Sequence[tuple[str, str, int]]) -> Incident:
    told = [reported()]
    for kind, department, minutes in history:
        target = department if kind == "dispatched" else None
        actor = None if kind == "dispatched" else department
        told.append(Event(kind, MONDAY + minutes * MINUTE, actor, target))
    return incident(str(number), *told, own_deadline=MONDAY + 5 * HOUR)


@given(st.lists(HISTORIES, min_size=1, max_size=4), st.data())
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_split_and_permuted_batches_give_the_same_state(
    record: Engine,
    histories: list[list[tuple[str, str, int]]],
    data: st.DataObject,
) -> None:
    whole = [_told(number, history) for number, history in enumerate(histories)]
    parts = [
        incident(said.external_id, reported(), event, own_deadline=said.own_deadline)
        for said in whole
        for event in said.events
    ]
    parts = data.draw(st.permutations(parts))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(parts)), max_size=3)))
    states = []
    for batches in (
        [whole],
        [parts[a:b] for a, b in zip([0, *cuts], [*cuts, len(parts)], strict=True)],
    ):
        engine = emptied(record)
        write_reference(engine)
        for batch in batches:
            write_incidents(engine, copied(batch), now=MONDAY + DAY, origin="test")
        states.append(known(engine))
    assert states[0] == states[1]
