"""The memory: SQLAlchemy Core on SQLite or PostgreSQL. Read `tables.py` first, then `facts.py`
for what can be asked and `records.py` for what can be kept.

A unit of work is `with engine.begin() as work:` and nothing more: what raises is rolled back.
"""
