"""Where are the files of the frame?"""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
