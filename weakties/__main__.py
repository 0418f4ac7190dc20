"""`python -m weakties` is the command `weakties`."""

from weakties.cli.main import main

if __name__ == "__main__":
    main()
