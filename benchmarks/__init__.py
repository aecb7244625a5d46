"""What the product costs, as ratios beside its budgets: `make bench`, or `python -m benchmarks`."""
