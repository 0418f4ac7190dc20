"""The rules of mail: ids, threading, composing, judging. Pure: no network, no clock."""
