"""The stage planner: how to carry a package out without exposing a side further than trust permits.

Arrays in, arrays out. :mod:`~detente.plan.problem` says what a stage asks of each side,
:mod:`~detente.plan.solve` finds the stages, :mod:`~detente.plan.judge` judges them on every draw.
"""
