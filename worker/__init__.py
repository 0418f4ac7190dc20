"""Settings, the Temporal connection, the embedded services, and the process that runs it all."""
