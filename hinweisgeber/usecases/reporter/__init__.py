"""What a reporter does: sends a report, keeps one for later, reads and writes in the mailbox. The intake imports these
alone."""
