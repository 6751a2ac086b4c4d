"""The rules of the matter in plain Python: values ← case file ← steps ← records. No I/O; today is an argument."""
