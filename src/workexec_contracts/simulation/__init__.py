"""The reference WorkExec and its neighbours under virtual time, faults, and checkers over what happens."""
