"""The command line: a thin verb a file."""

from typing import NoReturn

__all__ = ["main"]


def main() -> NoReturn:
    """Run the command line.

    Before all else the streams are made ready and interruptions listened to; to load the verbs takes a moment.
    """
    import sys

    from realpolitik.cli.interrupt import exit_with, listen
    from realpolitik.cli.streams import ready_streams

    ready_streams(sys.argv[1:])
    listen()
    try:
        from realpolitik.cli.app import main as answer

        answer()
    except KeyboardInterrupt:
        exit_with("interrupted")
