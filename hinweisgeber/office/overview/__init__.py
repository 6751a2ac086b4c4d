"""The list of cases, and due dates for a calendar."""
