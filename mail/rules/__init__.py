"""The tables the reader judges by: one file a question, each row with its source and an example."""
