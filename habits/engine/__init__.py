"""How we decide: pure Python, without Django, clock, network or chance."""
