"""What is kept: sealed, listed, ended, deleted."""
