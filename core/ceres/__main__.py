"""``python -m ceres``: the command line, where the script ``ceres`` is not on the path."""

from __future__ import annotations

from ceres.cli.main import main

if __name__ == "__main__":
    main(prog_name="ceres")
