"""Forms on pages: what is shown of a draft, and what comes back from the browser."""
