"""`python -m ombud` is `ombud`."""

from ombud.cli.main import main

if __name__ == "__main__":
    main()
