"""How fast, how small and how frugal tconv-anim is, as ratios: ``python -m benchmarks``.

A time alone says as much about the machine as about the program. So each number here is a ratio of two
things measured in turn in the same run, and it carries over to other machines.
"""
