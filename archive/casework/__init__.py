"""What people do with records once they are there: review, revert, retire, join, appeal."""
