"""Letters out and in: the outbox and its channels, and the mailbox in which people write to exercise their rights."""
