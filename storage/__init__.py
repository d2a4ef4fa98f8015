"""The memory of the community: every table, every repository, and the migrations between them."""
