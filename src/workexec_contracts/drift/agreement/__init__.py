"""Every copy of every contract held against the contract data, as a matrix."""

from .copies import COPIES
from .detail import Detail
from .matrix import Cell, Matrix, Row, Standing, matrix

__all__ = ["COPIES", "Cell", "Detail", "Matrix", "Row", "Standing", "matrix"]
