"""The shape of the project itself: what may import what, which files there are, and what is said in them."""
