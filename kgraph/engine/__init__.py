"""Extraction without a workspace, on one machine or many: documents in, facts out as JSON Lines, as Parquet, or as a folder of parts."""
