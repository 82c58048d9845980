"""How we decide: no Django, clock, network or chance."""
