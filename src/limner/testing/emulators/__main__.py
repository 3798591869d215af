"""`python -m limner.testing.emulators`: see ``process``."""

from limner.testing.emulators.process import main

main()
