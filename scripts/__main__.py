"""`python -m scripts <verb>`."""

from scripts.cli import main

raise SystemExit(main())
