"""The source of the schema: where it is, what it was, what a newer one would change."""
