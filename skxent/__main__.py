"""``python -m skxent`` is ``skxent``."""

import sys

from skxent.cli import main

sys.exit(main())
