"""Posts of a firm as a workbook: the template, and what its rows say. Pure but for words."""
