"""What a workbench keeps from one day to the next: one SQLite file, safe for many threads and for a sudden end.

It holds text and bytes under keys, and knows nothing of what they mean. Answers to bends and finished panels can be worked out
anew, so that only so many bytes of them are kept, those that were asked for last; drafts and notes are what people wrote, and stay.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from importlib.metadata import version
from pathlib import Path
from typing import Any

from realpolitik.errors import RealpolitikError, printable

VERSION = 1
"""Of the tables; a file with a higher one was written by a later version of the program."""
MOST_KEPT = 256 * 2**20
"""Bytes of what can be worked out anew that are kept at most."""
BUSY = 10.0
"""Seconds that a write waits for another one."""
APPLICATION = 0x52504B31
"""By this number, in the head of the file, a store is known from other SQLite files."""

_TABLES = """
CREATE TABLE kept (
    kind TEXT NOT NULL, key TEXT NOT NULL, content BLOB NOT NULL, used INTEGER NOT NULL, PRIMARY KEY (kind, key)
) WITHOUT ROWID;
CREATE TABLE drafts (
    id TEXT PRIMARY KEY, title TEXT NOT NULL, text TEXT NOT NULL, token TEXT NOT NULL, changed TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE notes (
    id INTEGER PRIMARY KEY, crisis TEXT NOT NULL, state TEXT NOT NULL, chance TEXT NOT NULL, name TEXT NOT NULL,
    text TEXT NOT NULL, token TEXT NOT NULL, written TEXT NOT NULL
);
CREATE INDEX notes_of ON notes (crisis, id);
CREATE TABLE logs (
    log TEXT NOT NULL, number INTEGER NOT NULL, entry TEXT NOT NULL, PRIMARY KEY (log, number)
) WITHOUT ROWID;
"""


@cache
def program_text(*rooms: str, endings: tuple[str, ...] = (".py",)) -> str:
    """Return a fingerprint of the text of the program: what another one found is kept under other keys, and not taken for its own.

    Parameters
    ----------
    *rooms : str
        The rooms that what is kept hangs on; all, if left out.
    endings : tuple of str
        Of the files that count.
    """
    digest = hashlib.sha256(version("realpolitik").encode())
    with resources.as_file(resources.files("realpolitik")) as package:
        places = [package / room for room in rooms] or [package]
        for file in sorted(file for place in places for file in place.rglob("*") if file.suffix in endings):
            digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


class StoreUnusable(RealpolitikError):
    """The file of a store cannot be opened, or is no store."""


class Stale(RealpolitikError):
    """Somebody else has written in a log since the writer last looked."""


@dataclass(frozen=True)
class Note:
    """What somebody wrote about a crisis.

    Attributes
    ----------
    number : int
    crisis : str
    state : str
        The bend at writing, as an address tells it; empty for the crisis as it stands.
    chance : str
        The answer at writing, in words.
    name : str
        Of the writer; may be empty.
    text : str
        Markdown as it was written.
    written : datetime
    """

    number: int
    crisis: str
    state: str
    chance: str
    name: str
    text: str
    written: datetime


@dataclass(frozen=True)
class Draft:
    """A crisis file that somebody is writing.

    Attributes
    ----------
    id : str
    title : str
    text : str
        The file, which may be wrong.
    changed : datetime
    """

    id: str
    title: str
    text: str
    changed: datetime


def default_path() -> Path:
    """Return where the store of a user lies: in the folder for data of the XDG base directory specification."""
    home = os.environ.get("XDG_DATA_HOME", "")
    folder = Path(home) if os.path.isabs(home) else Path.home() / ".local" / "share"
    return folder / "realpolitik" / "workbench.sqlite"


class Store:
    """A store in a file, which is made if there is none.

    Parameters
    ----------
    path : path

    Raises
    ------
    StoreUnusable
        If the file cannot be opened, is no store, or was written by a later version.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        self._local = threading.local()
        self._opened: list[sqlite3.Connection] = []
        self._lock = threading.Lock()
        self._size: int | None = None
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._require_store()
        except (OSError, sqlite3.Error) as wrong:
            raise StoreUnusable(
                f"{printable(self.path)} cannot be used ({wrong}); name another file with --store"
            ) from None

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            for connection in self._opened:
                connection.close()
            self._opened.clear()

    # --- what can be worked out anew

    def part(self, key: str) -> bytes | None:
        """Return the bytes kept under a key."""
        return self._kept("part", key)

    def keep_part(self, key: str, content: bytes) -> None:
        """Keep bytes under a key, in place of what was there."""
        self._keep("part", key, content)

    def panel(self, key: str) -> str | None:
        """Return the text kept under a key."""
        found = self._kept("panel", key)
        return None if found is None else found.decode()

    def keep_panel(self, key: str, text: str) -> None:
        """Keep text under a key, in place of what was there."""
        self._keep("panel", key, text.encode())

    def _kept(self, kind: str, key: str) -> bytes | None:
        row = (
            self._connection()
            .execute("SELECT content, used FROM kept WHERE kind = ? AND key = ?", (kind, key))
            .fetchone()
        )
        return None if row is None else bytes(row[0])

    def _keep(self, kind: str, key: str, content: bytes) -> None:
        with self._writing() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO kept SELECT ?, ?, ?, 1 + coalesce(max(used), 0) FROM kept", (kind, key, content)
            )
            self._forget(connection, len(content))

    def _forget(self, connection: sqlite3.Connection, added: int) -> None:
        """Forget what was kept first, once there is too much; down to nine tenths, so that it is not done for every write."""
        if self._size is None:
            self._size = connection.execute("SELECT coalesce(sum(length(content)), 0) FROM kept").fetchone()[0]
        else:
            self._size += added
        if self._size <= MOST_KEPT:
            return
        left = connection.execute("SELECT coalesce(sum(length(content)), 0) FROM kept").fetchone()[0]
        rows = connection.execute("SELECT kind, key, length(content) FROM kept ORDER BY used").fetchall()
        for kind, key, length in rows:
            if left <= MOST_KEPT * 9 // 10:
                break
            connection.execute("DELETE FROM kept WHERE kind = ? AND key = ?", (kind, key))
            left -= length
        self._size = left

    # --- what people wrote

    def notes(self, crisis: str) -> list[Note]:
        """Return the notes on a crisis, the latest first."""
        rows = self._connection().execute(
            "SELECT id, crisis, state, chance, name, text, written FROM notes WHERE crisis = ? ORDER BY id DESC",
            (crisis,),
        )
        return [Note(*_dated(row)) for row in rows]

    def add_note(self, crisis: str, text: str, token: str, *, name: str = "", state: str = "", chance: str = "") -> int:
        """Add a note.

        Parameters
        ----------
        crisis, text, name, state, chance : str
            As of `Note`.
        token : str
            By which its writer may take it back; only its hash is kept.

        Returns
        -------
        int
            Its number.
        """
        with self._writing() as connection:
            done = connection.execute(
                "INSERT INTO notes (crisis, state, chance, name, text, token, written) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (crisis, state, chance, name, text, hashed(token), _now()),
            )
            return int(done.lastrowid or 0)

    def remove_note(self, number: int, token: str) -> bool:
        """Take a note back; whether there was one of that number that was written with this token."""
        with self._writing() as connection:
            done = connection.execute("DELETE FROM notes WHERE id = ? AND token = ?", (number, hashed(token)))
            return done.rowcount == 1

    def own_notes(self, crisis: str, token: str) -> set[int]:
        """Return the numbers of the notes on a crisis that were written with a token."""
        rows = self._connection().execute(
            "SELECT id FROM notes WHERE crisis = ? AND token = ?", (crisis, hashed(token))
        )
        return {int(number) for (number,) in rows}

    def drafts(self) -> list[Draft]:
        """Return the drafts, the one changed last first."""
        rows = self._connection().execute("SELECT id, title, text, changed FROM drafts ORDER BY changed DESC, id")
        return [Draft(*_dated(row)) for row in rows]

    def draft(self, id: str) -> Draft | None:
        """Return a draft."""
        row = self._connection().execute("SELECT id, title, text, changed FROM drafts WHERE id = ?", (id,)).fetchone()
        return None if row is None else Draft(*_dated(row))

    def add_draft(self, title: str, text: str, token: str = "") -> str:
        """Add a draft, and return its id, which nobody can guess."""
        id = secrets.token_urlsafe(9)
        with self._writing() as connection:
            connection.execute("INSERT INTO drafts VALUES (?, ?, ?, ?, ?)", (id, title, text, hashed(token), _now()))
        return id

    def change_draft(self, id: str, title: str, text: str, after: str | None = None) -> bool:
        """Put other text in the place of a draft's.

        Parameters
        ----------
        id, title, text : str
            As of `Draft`.
        after : str, optional
            The text that the writer knows of, if no other may be written over.

        Returns
        -------
        bool
            Whether there is such a draft.

        Raises
        ------
        Stale
            If another text is there than the writer knows of.
        """
        with self._writing() as connection:
            there = connection.execute("SELECT text FROM drafts WHERE id = ?", (id,)).fetchone()
            if there is not None and after is not None and there[0] != after:
                raise Stale("somebody else has changed this draft: look again")
            connection.execute(
                "UPDATE drafts SET title = ?, text = ?, changed = ? WHERE id = ?", (title, text, _now(), id)
            )
            return there is not None

    def remove_draft(self, id: str) -> bool:
        """Remove a draft; whether there was one."""
        with self._writing() as connection:
            return connection.execute("DELETE FROM drafts WHERE id = ?", (id,)).rowcount == 1

    # --- logs, to which is only ever added

    def logs(self, prefix: str = "", holding: str = "", *, at_first: bool = False) -> list[str]:
        """Return the names of logs.

        Parameters
        ----------
        prefix : str
            With which they begin.
        holding : str
            What an entry of each holds.
        at_first : bool
            Whether that must be the first entry.
        """
        rows = self._connection().execute(
            "SELECT DISTINCT log FROM logs WHERE substr(log, 1, ?) = ? AND instr(entry, ?) AND (number = 0 OR NOT ?)"
            " ORDER BY log",
            (len(prefix), prefix, holding, at_first),
        )
        return [str(name) for (name,) in rows]

    def log(self, name: str, first: int = 0) -> list[str]:
        """Return the entries of a log, from one on."""
        rows = self._connection().execute(
            "SELECT entry FROM logs WHERE log = ? AND number >= ? ORDER BY number", (name, first)
        )
        return [str(entry) for (entry,) in rows]

    def append(self, name: str, entries: list[str], after: int) -> None:
        """Add entries to a log, all or none.

        Parameters
        ----------
        name : str
        entries : list of str
        after : int
            How many entries the writer knows of.

        Raises
        ------
        Stale
            If there are more, or fewer.
        """
        with self._writing() as connection:
            there = connection.execute("SELECT count(*) FROM logs WHERE log = ?", (name,)).fetchone()[0]
            if there != after:
                raise Stale(f"the log has {there} entries and not {after}: look again")
            connection.executemany(
                "INSERT INTO logs VALUES (?, ?, ?)",
                [(name, after + place, entry) for place, entry in enumerate(entries)],
            )

    # --- the file

    def _connection(self) -> sqlite3.Connection:
        found: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if found is None:
            found = sqlite3.connect(self.path, timeout=BUSY, isolation_level=None, check_same_thread=False)
            found.execute("PRAGMA synchronous = NORMAL")
            self._local.connection = found
            with self._lock:
                self._opened.append(found)
        return found

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """Write in one transaction, which is taken back whole if anything fails."""
        connection = self._connection()
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")

    def _require_store(self) -> None:
        with closing(sqlite3.connect(self.path, timeout=BUSY, isolation_level=None)) as connection:
            application = connection.execute("PRAGMA application_id").fetchone()[0]
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
            if tables and application != APPLICATION:
                raise StoreUnusable(f"{printable(self.path)} is no workbench's store; name another file with --store")
            if version > VERSION:
                raise StoreUnusable(
                    f"{printable(self.path)} was written by a later version of the program; use that, or name another file"
                    " with --store"
                )
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("BEGIN IMMEDIATE")
            if not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                for statement in _TABLES.split(";"):
                    connection.execute(statement)
                connection.execute(f"PRAGMA application_id = {APPLICATION}")
                connection.execute(f"PRAGMA user_version = {VERSION}")
            connection.execute("COMMIT")


def hashed(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def _dated(row: Sequence[Any]) -> list[Any]:
    """Return a row whose last entry is a moment."""
    return [*row[:-1], datetime.fromisoformat(row[-1])]


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
