"""What is known of schemas: keywords, the walker, patterns, names."""
