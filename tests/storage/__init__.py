"""The memory, on SQLite and on PostgreSQL alike: every test asks for `engine` and gets both.

`conftest.py` makes the databases and the cast, `plausible.py` what is kept, `watching.py` listens.
"""
