"""The pages before anything is typed: what this is, who can see what, a moment of calm; the last leaves no trace at all."""
