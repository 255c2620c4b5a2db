"""The commands of `python -m scripts`, a module for each."""
