"""All compiled code: freight in integer grams and minutes over arrays of records.

Nothing here knows rare earths by name, files or frames. The functions run uncompiled as well
(``NUMBA_DISABLE_JIT=1``), with the same bits.
"""
