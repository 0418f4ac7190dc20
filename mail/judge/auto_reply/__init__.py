"""A machine answered for a person: is it so, and when is the person back?"""
