"""The platforms Machi lives on, each translated to and from the vocabulary of the core."""
