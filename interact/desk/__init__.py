"""诉求办理: the handlers' desk, where cases are taken up, answered and closed."""
