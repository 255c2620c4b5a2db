"""From records to text: escaping, templates, format, and a second look at what came out."""
