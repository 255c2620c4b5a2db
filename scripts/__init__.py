"""The pipeline, a module for each stage: `python -m scripts --help`."""
