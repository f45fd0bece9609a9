"""`python -m heliograph`: the same as the `heliograph` command."""

import sys

from heliograph.cli import main

if __name__ == "__main__":
    sys.exit(main())
