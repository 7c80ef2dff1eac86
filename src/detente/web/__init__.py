"""The workbench in the browser: see a case, change a number, watch the answer move."""
