"""Office Open XML: DOCX, XLSX and PPTX."""
