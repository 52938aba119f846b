"""Run the stages on Spark: `analyze` turns a DataFrame of plans into the same tables, as Spark DataFrames."""

from __future__ import annotations

from miner.spark.run import SparkAnalysis, analyze

__all__ = ["SparkAnalysis", "analyze"]
