"""Tables of the secrets database, and how one made by an older version is brought up to date in place.

Of a session, token, link or recovery code only the SHA-256 is kept, so that a copy of this database opens no door.
"""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    DateTime,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    false,
    inspect,
)
from sqlalchemy.schema import CreateColumn

METADATA: Final = MetaData()

passwords: Final = Table(
    "secret_passwords",
    METADATA,
    Column("account", String(64), primary_key=True),
    Column("hash", Text, nullable=False),
    Column("must_change", Boolean, nullable=False),
    Column("changed_at", DateTime, nullable=False),
    Column("at_position", BigInteger, nullable=False),
)
sessions: Final = Table(
    "secret_sessions",
    METADATA,
    Column("token_hash", String(64), primary_key=True),
    Column("account", String(64), nullable=False, index=True),
    Column("opened_at", DateTime, nullable=False),
    Column("seen_at", DateTime, nullable=False),
    # When a password was last given, with the second factor where there is one; none: before such proofs were kept.
    Column("proven_at", DateTime, nullable=True),
    Column("factor", Boolean, nullable=False, server_default=false()),
    Column("standing", String(120), nullable=False, server_default=""),
    Column("device", String(80), nullable=False, server_default=""),
    Column("address", String(64), nullable=False, server_default=""),
    # Opened on the word of the office's own identity provider: it rests on no password.
    Column("by_issuer", Boolean, nullable=False, server_default=false()),
)
tokens: Final = Table(
    "secret_tokens",
    METADATA,
    Column("token_hash", String(64), primary_key=True),
    Column("account", String(64), nullable=False, index=True),
    Column("label", String(80), nullable=False),
    Column("made_at", DateTime, nullable=False),
    # Tokens from before there were scopes read and record, and end like any other at the latest.
    Column("scope", String(16), nullable=False, server_default="record"),
    # The grant under which it acts; none: from before tokens were for one, and acts under the first.
    Column("grant_number", Integer, nullable=True),
    Column("expires_at", DateTime, nullable=True),
    Column("seen_at", DateTime, nullable=True),
)
attempts: Final = Table(
    "secret_attempts",
    METADATA,
    Column("name_hash", String(64), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last_at", DateTime, nullable=False),
)
links: Final = Table(
    "secret_links",
    METADATA,
    Column("token_hash", String(64), primary_key=True),
    Column("account", String(64), nullable=False, index=True),
    Column("made_at", DateTime, nullable=False),
    Column("expires_at", DateTime, nullable=False),
)
factors: Final = Table(
    "secret_factors",
    METADATA,
    Column("account", String(64), primary_key=True),
    Column("sealed", Text, nullable=False),
    Column("made_at", DateTime, nullable=False),
    Column("confirmed_at", DateTime, nullable=True),
    Column("last_step", BigInteger, nullable=False),
)
recovery: Final = Table(
    "secret_recovery",
    METADATA,
    Column("code_hash", String(64), primary_key=True),
    Column("account", String(64), nullable=False, index=True),
)
journeys: Final = Table(
    "secret_journeys",
    METADATA,
    Column("state_hash", String(64), primary_key=True),
    Column("browser_hash", String(64), nullable=False),
    # Who is asked to prove anew who they are; none: somebody who signs in.
    Column("account", String(64), nullable=False, server_default=""),
    Column("sealed", Text, nullable=False),
    Column("begun_at", DateTime, nullable=False, index=True),
)
subjects: Final = Table(
    "secret_subjects",
    METADATA,
    Column("account", String(64), primary_key=True),
    Column("subject_hash", String(64), nullable=False, unique=True),
    Column("pinned_at", DateTime, nullable=False),
)
calendars: Final = Table(
    "secret_calendars",
    METADATA,
    Column("token_hash", String(64), primary_key=True),
    Column("account", String(64), nullable=False, index=True),
    # The grant under which it was made; a calendar ends with it.
    Column("grant_number", Integer, nullable=False),
    Column("label", String(80), nullable=False),
    Column("scope", String(16), nullable=False),
    # Reminds so many days ahead, where it does at all.
    Column("alarm_days", Integer, nullable=True),
    Column("made_at", DateTime, nullable=False),
    Column("expires_at", DateTime, nullable=False),
    Column("seen_at", DateTime, nullable=True),
)
reminder_choices: Final = Table(
    "secret_reminder_choices",
    METADATA,
    Column("account", String(64), primary_key=True),
    Column("grant_number", Integer, nullable=False),
    Column("scope", String(16), nullable=False),
    Column("ahead", Integer, nullable=False),
    # Where mail goes to, sealed; none: no mail.
    Column("mail_sealed", Text, nullable=True),
    # Names of robots, one a line.
    Column("robots", Text, nullable=False),
    Column("chosen_at", DateTime, nullable=False),
)
reminders_sent: Final = Table(
    "secret_reminders_sent",
    METADATA,
    # `mail:` and an account, or `robot:` and its name.
    Column("recipient", String(120), primary_key=True),
    Column("thing_hash", String(64), primary_key=True),
    Column("stage", String(8), primary_key=True),
    Column("claimed_at", DateTime, nullable=False),
    # None: it was about to be sent, and nobody noted what came of it.
    Column("sent_at", DateTime, nullable=True),
)
values: Final = Table(
    "secret_values",
    METADATA,
    Column("name", String(40), primary_key=True),
    Column("value", Text, nullable=False),
)


def bring_up_to_date(engine: Engine) -> None:
    """Make what is missing: tables, and columns of tables that are there. What is there is not touched."""
    METADATA.create_all(engine)
    with engine.begin() as connection:
        for table in METADATA.sorted_tables:
            _add_columns(connection, table)


def _add_columns(connection: Connection, table: Table) -> None:
    there = {column["name"] for column in inspect(connection).get_columns(table.name)}
    for column in table.columns:
        if column.name not in there:
            written = CreateColumn(column).compile(dialect=connection.dialect)
            connection.exec_driver_sql(f"ALTER TABLE {table.name} ADD COLUMN {written}")
