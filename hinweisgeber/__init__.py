"""hinweisgeber: a confidential reporting portal with two faces (intake, office) and two stores."""

__version__ = "0.2.0"
