"""From raw bytes to a message: headers, parts, character sets, text. Never raises."""
