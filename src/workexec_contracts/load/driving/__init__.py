"""The load generator: journeys, policies and clocks driven by Locust's greenlets.

The only package that imports Locust, which patches the standard library: never import it into a process
that does anything else. `locustfile` re-exports what Locust looks for.
"""
