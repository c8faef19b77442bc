"""Key marks: a keyed hash of each authentication key alone, to know it when seen.

The marks of keys that are there already are made when the desk starts: they need the
key ring, which a migration does not have.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column, and the index by which words are asked for."""
    op.add_column("guarantees", sa.Column("key_mark", sa.String(64), nullable=True))
    op.create_index("ix_guarantees_key_mark", "guarantees", ["key_mark"], unique=False)
