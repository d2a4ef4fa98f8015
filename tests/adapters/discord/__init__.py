"""Discord's adapter: renderings held against Discord's own rules, and the real library against two fake Discords."""
