"""The talk with the reporter: messages, feedback, minutes, meetings, and reports told in person."""
