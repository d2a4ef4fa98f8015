"""Thanks: saying thank you, and a private record of the hands one lent."""
