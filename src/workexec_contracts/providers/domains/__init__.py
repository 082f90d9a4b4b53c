"""The consumption patterns of the document, a file per consumer."""
