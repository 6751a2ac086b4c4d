"""The register of measures."""
