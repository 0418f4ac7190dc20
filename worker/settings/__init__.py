"""Every setting: described, loaded, checked, and turned into the parts of the worker."""
