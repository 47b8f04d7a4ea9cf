"""The IR over plain arrays: no query to plan, so that a few thousand subjects take little."""
