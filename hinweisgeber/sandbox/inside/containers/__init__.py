"""Files that hold others: mails, mailboxes, archives, cards and calendars."""
