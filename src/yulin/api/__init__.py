"""The face for programs: JSON over HTTPS, with the rules and the scoped queries of the pages."""
