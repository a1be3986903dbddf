"""One module per family of artifacts; each turns an architecture into artifacts and touches no disk."""
