"""What people test their own nodes, providers and workflows with.

``studio`` makes a whole Limner in a folder; ``fake`` is a provider inside the test;
``charging`` and ``charging_process`` are a provider in a process of its own that counts
what it charged, whatever happens to Limner. ``models`` holds their contracts.
"""
