"""The door: ``python -m bot`` is ``machi``."""

from bot.cli import main

if __name__ == "__main__":
    main()
