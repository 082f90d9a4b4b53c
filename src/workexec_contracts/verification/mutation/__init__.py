"""How strong the proof is."""
