"""Pictures made by a script: of the templates, and of every state of the canvas."""
