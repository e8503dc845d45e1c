"""SPARQL 1.1 over the workspace's graph: a store on disk made from its facts, and queries that can read it and nothing else."""
