"""`python -m weakties` is the command `weakties`."""

from weakties.cli import main

if __name__ == "__main__":
    main()
