"""How plants, traders and buyers forecast and order."""
