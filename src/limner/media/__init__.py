"""Pictures as bytes: looked at, decoded, changed and encoded, in processes of their own."""
