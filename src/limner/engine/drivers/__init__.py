"""What drives a run: the loop of this process, or a cluster's."""
