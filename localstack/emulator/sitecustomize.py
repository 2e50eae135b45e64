"""Python imports this by itself when its folder is on PYTHONPATH.

DynamoDB keeps 38 digits; Python's decimals keep 28 unless told otherwise.
"""

import decimal

decimal.DefaultContext.prec = 38
decimal.setcontext(decimal.DefaultContext.copy())
