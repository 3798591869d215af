"""An index for the library's search by words, on PostgreSQL."""

from __future__ import annotations

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

_UP = (
    """CREATE FUNCTION asset_search_runs(body text) RETURNS text[]
        LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS $$
        SELECT coalesce(array_agg(DISTINCT run), '{}') FROM (
            SELECT letter || lead(letter, 1) OVER place || lead(letter, 2) OVER place AS run
            FROM unnest(string_to_array(lower(body), NULL)) WITH ORDINALITY AS each (letter, at)
            WINDOW place AS (ORDER BY at)
        ) AS runs WHERE run IS NOT NULL $$""",
    """CREATE INDEX asset_search_by_runs ON assets USING gin
        (asset_search_runs(name || chr(10) || coalesce(prompt, '')))""",
)
"""All runs of three letters, as the index of SQLite has them: with words nothing but whole words
would be found. PostgreSQL's own module for them is an extension that not everybody may install."""

_DOWN = ("DROP INDEX asset_search_by_runs", "DROP FUNCTION asset_search_runs(text)")


def upgrade() -> None:
    _on_postgres(_UP)


def downgrade() -> None:
    _on_postgres(_DOWN)


def _on_postgres(statements: tuple[str, ...]) -> None:
    if op.get_bind().dialect.name == "postgresql":
        for statement in statements:
            op.execute(statement)
