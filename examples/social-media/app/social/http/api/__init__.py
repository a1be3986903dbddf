"""Routes by area. Importing this package registers them all."""

import importlib
import pkgutil

from social.http.routing import ROUTES, literals_first

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")
ROUTES.sort(key=literals_first)
