"""A case: its way, its deadlines, its checklist, its measures."""
