"""What one person proposes and a second one of another office lets take effect: kinds, rules, states."""
