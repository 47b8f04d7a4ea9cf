"""The policy studio: officers write policies in the browser, and a second person puts them into use."""
