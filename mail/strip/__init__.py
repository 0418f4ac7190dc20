"""Which words of a reply are new? Quotes, signatures and our own words are taken off."""
