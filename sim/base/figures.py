"""How figures are written for people, alike on the terminal and on the page."""


def tonnes(value: float) -> str:
    """Return tonnes with as many digits as matter: 12,345, 123, 12.3, 0.45."""
    value = value if abs(value) >= 0.005 else 0.0  # a trace below nothing is no minus
    for limit, digits in ((99.95, 0), (9.995, 1)):
        if abs(value) >= limit:
            return f"{value:,.{digits}f}"
    return f"{value:.2f}"
