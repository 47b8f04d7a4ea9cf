"""Schools as partners: agreements, cohorts, internships with places, visits, scholarships.

A student comes for a visit or an internship and may stay for a post.
"""
