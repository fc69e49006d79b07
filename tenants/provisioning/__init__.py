"""What operators do for whole organizations: create, suspend, watch the machine; never content, never people."""
