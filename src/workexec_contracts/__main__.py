"""`python -m workexec_contracts` is `wxc`."""

from .cli import main

if __name__ == "__main__":
    main()
