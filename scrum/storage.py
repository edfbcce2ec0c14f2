"""Static files under names that change with their content."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Compressed and hashed files; imports between JavaScript modules follow the new names."""

    support_js_module_import_aggregation = True
