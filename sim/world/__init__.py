"""The network as arrays, the compiled kernel that moves freight, and the SimPy world with its doors."""
