"""The chain of custody of one item, as people ask for it: questions, acknowledgements, receipts."""
