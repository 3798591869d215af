"""What people draw and keep: documents, their checks, and the plans made of them."""
