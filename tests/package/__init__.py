"""What the generated package does, judged from outside."""
