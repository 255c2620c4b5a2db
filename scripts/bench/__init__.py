"""How fast, small and faithful the package is beside others: `python -m scripts.bench`.

The command prepares payloads (`corpus`, `novelty`, `broken`) and models of other generators (`peers`) in an environment
of their own (`environment`), measures all of them in one process (`worker`), and writes a table and a picture.
"""
