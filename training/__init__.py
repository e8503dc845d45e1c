"""The recipe of the language pipeline: treebanks and annotated news in, `kgraph/model` out. See training/README.md."""
