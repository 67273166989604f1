"""A clumsy rep, made up from a seed, holds whole conversations with the coach; and then we look.

    python -m tests.fuzz --conversations 500 --language en --seed 1
    python -m tests.fuzz --http --conversations 20 --language zh-Hans

Each conversation is a rep's first: what they sell, a plan, the visit, its debrief, often a second
plan in between. The rep makes typos, digresses, goes back, edits, taps twice, sends stickers and
bursts of messages, changes the language, pauses for days; the coach crashes at times. In every
answer in free words stands a made-up word. At the end each such word must be stored exactly once,
under the question it answered, and no word that was taken back may be anywhere.

Read in this order: `words` (what reps say), `reading` (how they know which question stands: by
reading, never by looking into the session), `notebook` (what they believe to have said), `rep`
(how they answer), `clumsiness` (what they do instead), `check` (what is really stored), `phones`
(one Telegram, with the core in this process or with the real one over HTTP), `play` (one
conversation from beginning to end).
"""
