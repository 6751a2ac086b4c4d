"""hinweisgeber: a confidential reporting portal with two faces (intake, office) and two stores."""

__version__ = "0.1.0"
