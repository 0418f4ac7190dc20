"""Watch the inbox, and tell the relationships what came."""
