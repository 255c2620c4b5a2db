"""`python -m scripts <command>`."""

from scripts.commands.cli import main

raise SystemExit(main())
