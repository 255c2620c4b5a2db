"""`openapi/pipeline.toml`, the one place that says what is generated from what."""

from scripts.config.packages import Config, PackageConfig, added, load, parse
from scripts.config.tables import Judgement, Repairs, Roots, Source

__all__ = ["Config", "Judgement", "PackageConfig", "Repairs", "Roots", "Source", "added", "load", "parse"]
