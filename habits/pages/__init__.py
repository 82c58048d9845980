"""Start, help, look, privacy, and what machines ask for."""
