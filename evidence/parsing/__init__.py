"""The parser beside the main process: one file in, its contents and pictures out."""
