"""`python -m scripts.bench`."""

from __future__ import annotations

import sys

from scripts.bench.cli import main

sys.exit(main())
