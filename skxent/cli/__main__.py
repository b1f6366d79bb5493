"""``python -m skxent.cli`` is ``skxent``."""

import sys

from skxent.cli import main

sys.exit(main())
