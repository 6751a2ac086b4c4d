"""What leaves a case: to a person who asks, to an authority, into a calendar, or for good."""
