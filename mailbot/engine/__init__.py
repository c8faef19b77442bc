"""The engine: jobs, which are promises kept as rows beside the data they follow."""
