"""Mailboxes: every folder of a Maildir or an IMAP server, a message a row."""
