"""Where an upstream document comes from, and which one it was."""
