"""PDF: drawn page by page; what stands beside the pages is told."""
