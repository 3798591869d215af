"""The vendors' protocols, spoken by pydantic-ai: one module per writer, imported on first use.

A vendor's SDK takes up to two seconds and 40 MB to import. Nothing imports these modules but
``limner.text._connected``, by name.
"""
