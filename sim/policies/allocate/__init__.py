"""How a supplier who has too little shares it."""
