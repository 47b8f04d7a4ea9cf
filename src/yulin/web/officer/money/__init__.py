"""Pages about money: funds, batches, the bank's replies, claims and proofs."""
