"""Static files in production: compressed, and named by their content so that none goes stale."""

from whitenoise.storage import (  # type: ignore[import-untyped]
    CompressedManifestStaticFilesStorage,
)


class StaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Also names the modules that a module imports, so that each is loaded once and cached."""

    support_js_module_import_aggregation = True
