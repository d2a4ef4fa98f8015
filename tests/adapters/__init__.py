"""The adapters, each against a platform that behaves like the real one."""
