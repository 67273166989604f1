"""The coach on Telegram and in a terminal. Read `turn.py` first: it is the whole promise."""
