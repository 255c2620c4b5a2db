"""From a normalised schema to the records that templates print."""
