"""Reading what users and the catalog wrote: files to checked models with positions."""
