"""The memory, on SQLite and on PostgreSQL alike: every test asks for `engine` and gets both.

`conftest.py` makes the databases, `plausible.py` the cast and what they keep, `told.py` what they
tell; `examples.py` has a question of every kind, and `watching.py` listens to what is asked.
"""
