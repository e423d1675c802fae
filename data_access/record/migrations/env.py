"""Run migrations on the connection that `database.migrate` hands over."""

from alembic import context

from data_access.record import access_tables
from data_access.record.migrations import is_compared
from data_access.record.tables import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=[metadata, access_tables.metadata],
    include_object=is_compared(connection.dialect.name),
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
