"""The workbench: pages in a browser on which a crisis is explored, shared and annotated, served to this machine alone unless asked.

No page knows how a game is solved. Answers come through `realpolitik.web.answers`, and pages that are kept through the store.
"""
