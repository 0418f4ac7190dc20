"""The only code that touches network, disk or clock. One verb a file; every activity may run twice."""
