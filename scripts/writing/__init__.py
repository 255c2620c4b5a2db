"""What is on disk: compared, told, written."""
