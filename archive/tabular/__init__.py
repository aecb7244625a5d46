"""Records as rows of cells, and cells that no spreadsheet program runs."""
