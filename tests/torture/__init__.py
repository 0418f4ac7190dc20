"""Does anything go out twice, or get lost, when everything breaks all the while? `make torture` runs it for long."""
