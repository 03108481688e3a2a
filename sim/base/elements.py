"""The sixteen traded elements, the forms they travel in, and the classes in which they are ordered.

Every mass in the model is oxide equivalent (REO). Promethium is not traded. Neodymium and praseodymium are
rows of their own in every table, but they are bought as one good, didymium (``NdPr``): a magnet takes either
within limits. An order class is therefore a contiguous range of elements.
"""

from typing import Final

ELEMENTS: Final = (
    "La", "Ce", "Pr", "Nd", "Sm", "Eu", "Gd", "Tb", "Dy", "Ho", "Er", "Tm", "Yb", "Lu", "Y", "Sc",
)  # fmt: skip
ELEMENT_INDEX: Final = {name: i for i, name in enumerate(ELEMENTS)}

BASKET: Final = "basket"
DIDYMIUM: Final = "NdPr"

ORDER_CLASSES: Final = (
    BASKET, "La", "Ce", DIDYMIUM, "Sm", "Eu", "Gd", "Tb", "Dy", "Ho", "Er", "Tm", "Yb", "Lu", "Y", "Sc",
)  # fmt: skip
"""Class 0 is the whole basket, ordered by total mass; the others are single elements and didymium."""

CLASS_INDEX: Final = {name: i for i, name in enumerate(ORDER_CLASSES)}


def class_range(order_class: str) -> tuple[int, int]:
    """Return the half-open range of element indices that belong to an order class."""
    if order_class == BASKET:
        return 0, len(ELEMENTS)
    if order_class == DIDYMIUM:
        return ELEMENT_INDEX["Pr"], ELEMENT_INDEX["Nd"] + 1
    i = ELEMENT_INDEX[order_class]
    return i, i + 1


def class_of(element: str) -> str:
    """Return the order class that an element is bought in as oxide or metal."""
    return DIDYMIUM if element in ("Nd", "Pr") else element


FORMS: Final = ("concentrate", "carbonate", "scrap", "oxide", "metal", "magnet")
BASKET_FORMS: Final = frozenset({"concentrate", "carbonate", "scrap", "magnet"})
"""Forms that are bought by total mass; oxide and metal are bought class by class."""
