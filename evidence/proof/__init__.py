"""The mathematics of custody: canonical form, parts, Merkle tree, heads, receipts and witnesses."""
