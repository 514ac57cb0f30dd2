"""Cookies that no script reads, that come along from no other site's form, and that a secure site sends securely."""

from starlette.responses import Response


def keep(answer: Response, name: str, value: str, *, public_url: str, path: str, seconds: int) -> None:
    """Has the reader's browser keep a value for pages under `path`, for so many seconds."""
    answer.set_cookie(
        name,
        value,
        max_age=seconds,
        path=path,
        httponly=True,
        samesite="lax",
        secure=public_url.startswith("https://"),
    )


def drop(answer: Response, name: str, *, public_url: str, path: str) -> None:
    """Has the browser forget a value that `keep` gave it."""
    keep(answer, name, "", public_url=public_url, path=path, seconds=0)
