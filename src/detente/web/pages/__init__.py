"""The pages of the workbench, a module for each; every module has a ``router``."""
