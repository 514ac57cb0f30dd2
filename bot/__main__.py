"""The console's entry, `somerad` or `python -m bot`."""

import gc


def main() -> None:
    """Runs the command line.

    A command is over before its garbage matters, and looking for it takes a fifth of its time; what stays
    open (`run`, `demo`) turns that on again.
    """
    gc.disable()
    from bot.cli import app

    try:
        app()
    finally:
        gc.freeze()


if __name__ == "__main__":
    main()
