"""Tests of the views: what a reader sees, and what nobody may see."""
