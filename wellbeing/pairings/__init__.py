"""Peer coaching: pairs and trios that rules find and people keep; what a pair writes is read by the pair alone."""
