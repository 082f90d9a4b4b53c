"""The reference WorkExec and its neighbours under virtual time, with faults, and checkers over what happens."""
