"""Run the command line: ``python -m critscale``."""

from .cli import main

if __name__ == "__main__":
    main()
