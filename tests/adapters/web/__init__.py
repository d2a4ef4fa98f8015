"""The playground: its chat, its guard, its pages, and how they behave in a browser."""
