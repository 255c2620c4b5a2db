"""What every layer stands on: errors, limits, JSON types, characters, text for terminals."""
