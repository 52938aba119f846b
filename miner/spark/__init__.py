"""The same stages on Spark: `analyze` of a DataFrame of plans gives the same tables as DataFrames of Spark."""

from __future__ import annotations

from miner.spark.run import SparkAnalysis, analyze

__all__ = ["SparkAnalysis", "analyze"]
