"""Documents of office programs: what both families of formats share, and what compares copy and source."""
