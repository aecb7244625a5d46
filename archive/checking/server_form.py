"""The tables, constraints, indexes, triggers and functions of a schema on a PostgreSQL server.

Each by its name, in the words in which the server itself describes it. What a new archive would
have is made in a schema of its own within a transaction that is undone.
"""

from __future__ import annotations

import secrets

from sqlalchemy import Connection

from archive import migrations
from archive.database.postgresql import WRITING

_COLUMNS = """
SELECT 'table ' || c.relname, string_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
    || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END
    || coalesce(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), ''), ', ' ORDER BY a.attname)
FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'v', 'm', 'p', 'f')
GROUP BY c.relname"""
_CONSTRAINTS = """
SELECT 'constraint ' || conname, conrelid::regclass::text || ' ' || pg_get_constraintdef(oid)
FROM pg_constraint WHERE connamespace = current_schema()::regnamespace
    AND contype IN ('p', 'f', 'u', 'c')"""
_INDEXES = """
SELECT 'index ' || c.relname, pg_get_indexdef(c.oid, 0, true)
FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'i'"""
_TRIGGERS = """
SELECT 'trigger ' || t.tgname, pg_get_triggerdef(t.oid, true) || ' ' || t.tgenabled::text
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE c.relnamespace = current_schema()::regnamespace AND NOT t.tgisinternal"""
_FUNCTIONS = """
SELECT 'function ' || proname, prosrc FROM pg_proc
WHERE pronamespace = current_schema()::regnamespace"""


def described(connection: Connection) -> dict[str, str]:
    """What is in the schema of this connection."""
    found: dict[str, str] = {}
    schema = connection.exec_driver_sql("SELECT current_schema()").scalar_one()
    for query in (_COLUMNS, _CONSTRAINTS, _INDEXES, _TRIGGERS, _FUNCTIONS):
        for name, said in connection.exec_driver_sql(query):
            found[name] = " ".join(said.replace(f"{schema}.", "").split())
    return found


def described_when_new(connection: Connection) -> dict[str, str]:
    """What is in the schema of a new archive on the same server."""
    options = {"isolation_level": WRITING["isolation_level"]}
    other = connection.engine.connect().execution_options(**options)
    with other as beside, beside.begin() as undone:
        schema = f"khronika_{secrets.token_hex(8)}"
        beside.exec_driver_sql(f"CREATE SCHEMA {schema}")
        beside.exec_driver_sql(f"SET LOCAL search_path = {schema}")
        migrations.make(beside)
        found = described(beside)
        undone.rollback()
    return found
