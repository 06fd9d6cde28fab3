"""`python -m hemostat`."""

from hemostat.cli.main import run

if __name__ == "__main__":
    run()
