"""What can be said to `python -m scripts`, a module for each."""
