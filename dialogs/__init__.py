"""The conversations, as pure functions: read `planning.py` first, then `flow.py` and `coach.py`."""
