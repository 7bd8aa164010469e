"""What the benchmarks of whole turns share: what people say, the load, the servers, and the books afterwards."""
