"""Pages of those who help: lists, cases, community desks, agencies, carriers and projects."""
