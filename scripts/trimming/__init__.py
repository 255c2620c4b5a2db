"""The part of the upstream document that is wanted, and the overlay that corrects it."""
