"""The intermediate representation: the records that templates print, made from a normalised schema."""
