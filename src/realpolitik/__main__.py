"""Let `python -m realpolitik` do what `realpolitik` does."""

from realpolitik.cli import main

if __name__ == "__main__":
    main()
