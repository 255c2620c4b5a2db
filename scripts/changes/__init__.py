"""What a newer document means for the users of the package."""
