"""Contracts as stubs: WireMock mappings, the WireMock process, and the switches of a running one."""
