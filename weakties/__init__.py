"""weakties keeps professional relationships alive. In a wheel, the other folders lie in `_bundle`."""

import sys
from pathlib import Path

_BUNDLE = Path(__file__).with_name("_bundle")
if _BUNDLE.is_dir() and str(_BUNDLE) not in sys.path:
    sys.path.insert(0, str(_BUNDLE))
