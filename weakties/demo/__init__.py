"""The whole arc in a minute, with simulated people and real servers."""
