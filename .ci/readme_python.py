"""Runs the Python of a page, or of one section of it: what a README shows must work."""

import pathlib
import re
import sys

page = pathlib.Path(sys.argv[1]).read_text()
if len(sys.argv) > 2:
    sections = re.split(r"^## ", page, flags=re.MULTILINE)
    page = next(section for section in sections if section.startswith(sys.argv[2] + "\n"))
blocks = re.findall(r"^```python\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
assert blocks, "the page shows no Python"
for block in blocks:
    exec(compile(block, sys.argv[1], "exec"), {})
print(f"{len(blocks)} blocks of {sys.argv[1]} ran")
