"""What is on disk: compared, shown, written."""
