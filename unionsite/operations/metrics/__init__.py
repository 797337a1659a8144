"""指标: numbers of the running site for Prometheus, without persons."""
