"""Mail on its way out: sealed rows that vanish once sent; no log line names a recipient."""
