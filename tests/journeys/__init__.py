"""Whole ways through the product, as a user goes them."""
