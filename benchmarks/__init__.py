"""Benchmarks: what Machi costs, each figure beside a peer's in the same run."""
