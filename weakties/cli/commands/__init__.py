"""One file a subcommand. Each imports what is heavy only when it runs."""
