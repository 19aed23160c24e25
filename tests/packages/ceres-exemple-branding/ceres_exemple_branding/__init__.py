"""The look of an invented hospital."""
