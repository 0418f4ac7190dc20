"""What happened to a relationship and what comes next. Pure: no Temporal, no clock, no I/O."""
