"""Messages WRITTEN for these tests where no real sample exists; none of them was ever sent."""
