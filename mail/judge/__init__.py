"""What is an incoming message? A folder a verdict, its tables beside it; judge.py puts them in order."""
