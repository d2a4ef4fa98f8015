"""The vocabulary: the platform-neutral values everything else speaks in. Read this first."""
