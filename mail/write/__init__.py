"""From words to the exact bytes of a mail of ours, its Message-ID and its invitation."""
