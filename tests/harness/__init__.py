"""Parts that tests of more than one kind use."""
