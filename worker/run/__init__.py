"""The worker process: what it is made of, what it checks first, what it logs."""
