"""The pages before anything is typed: what this is, who can see what, a moment of calm that leaves no trace."""
