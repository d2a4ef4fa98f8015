"""The features, each in a folder of its own; this list is all there is to switching one on."""
