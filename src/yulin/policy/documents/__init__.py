"""Policy documents: YAML to dataclasses, with every problem at its line."""
