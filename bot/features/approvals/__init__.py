"""Approvals: what members would like to post, while an organizer looks at it."""
