"""What traffic says about a schema: what it shows that the schema does not, and the overlay that would say so."""
