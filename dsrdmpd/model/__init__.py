"""The two networks of DS-RDMPD, the residual diffusion between them, and their weights."""
