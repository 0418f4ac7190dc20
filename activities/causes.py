"""What led to an error, one cause after the other."""

from collections.abc import Iterator


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error, then what it came from, each once: an error raised again while another is handled makes a circle."""
    told = list[BaseException]()
    while error is not None and not any(error is one for one in told):
        yield error
        told.append(error)
        error = error.__cause__ or error.__context__
