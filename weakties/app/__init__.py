"""What can be asked and done: a Python API that returns typed results, and prints nothing."""
