"""The command line: a thin verb a file."""

from realpolitik.cli.app import main

__all__ = ["main"]
