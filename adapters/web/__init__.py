"""The web: the playground, a town's two chats in one page of a browser, with no account anywhere."""
