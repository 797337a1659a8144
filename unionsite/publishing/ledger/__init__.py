"""放行记录: what was released by whom, sealed, with signed heads for everybody."""
