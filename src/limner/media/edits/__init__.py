"""What nodes do to kept images: each edit is bytes and options in, one encoded image out.

All are pure and run in a worker process (`media/pool.py`); what they raise tells people what to
change.
"""
