"""How prices and fears move."""
