"""Power: which acts need a second signature (LAW § 9), and how two people agree."""
