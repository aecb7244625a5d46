"""RFC 3161: asking, reading and verifying tokens, and the certificates behind them."""
