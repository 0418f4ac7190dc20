"""The command line: arguments in, one result out, printed or as JSON."""
