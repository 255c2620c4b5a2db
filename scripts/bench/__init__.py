"""How fast, small and faithful the package is beside others: `python -m scripts.bench`.

`rows` is the table of what is measured and of the targets. A run (`__main__`) writes `payloads`, has the `peers` make
their models in an environment of their own, starts the processes that measure reading and writing (`measuring`) and the
generators (`making`), and writes a page and a picture (`figures`).
"""
