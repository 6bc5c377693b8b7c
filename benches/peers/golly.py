"""Golly's patterns, run by Golly and by Quincunx: after 100 generations as many cells must live.

    python3 benches/peers/golly.py target/release/quincunx /usr/share/golly/Patterns

Every RLE, Life 1.05 or 1.06 and Macrocell file of the folder, packed with gzip or not, is loaded by `bgolly` (3.3 or
later; Debian's package golly has both), which says where the box of what lives ends, and how many cells live after 100
generations. Then Quincunx runs a scene with the same file, and the rule as the file writes it, on a torus so large that
nothing comes round, or on the surface that the file's rule names. Told are those that agree, those that differ, and those
that Quincunx refuses, by what they need.

`--only TEXT` takes files whose path has it in it, `--largest N` leaves out boxes with longer sides (65536).
"""

import argparse
import collections
import csv
import gzip
import pathlib
import re
import shutil
import subprocess
import tempfile

GENERATIONS = 100
ENDINGS = (".rle", ".lif", ".life", ".mc", ".cells")
# What Golly knows as a table, a tree or a program of its own, and no notation writes.
OWN = ("JvN", "RuleLoader")
ALGORITHMS = ("QuickLife", "HashLife", "Generations", "Larger than Life", *OWN)
# Seconds for one run of bgolly.
PATIENCE = 120
# A border that grows as fast as light is wider than anything needs; wider than this is tried only if populations differ.
NARROW = 2000


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("quincunx", type=pathlib.Path)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--only", default="")
    parser.add_argument("--largest", type=int, default=65536)
    return parser.parse_args()


def files(folder, only):
    for path in sorted(folder.rglob("*")):
        name = path.name.removesuffix(".gz")
        if path.is_file() and name.endswith(ENDINGS) and only in str(path):
            yield path


def read(path):
    """The text of a file, unpacked."""
    content = path.read_bytes()
    if content[:2] == b"\x1f\x8b":
        content = gzip.decompress(content)
    return content.decode("latin-1").replace("\r\n", "\n").replace("\r", "\n")


class File:
    """What a pattern's file says of itself, read on its own so that our reader is not asked about itself."""

    def __init__(self, path):
        self.path, text = path, read(path)
        header = re.search(r"^x\s*=\s*(\d+)\s*,\s*y\s*=\s*(\d+)", text, re.M)
        self.size = (int(header[1]), int(header[2])) if header else (0, 0)
        rule = re.search(r"^x\s*=.*?rule\s*=\s*(\S+)", text, re.M) if header else None
        rule = rule or re.search(r"^#[Rr]\s+(\S+)", text, re.M)
        self.rule = rule[1].rstrip(",") if rule else "B3/S23"
        position = re.search(r"^#CXRLE.*Pos=(-?\d+),(-?\d+)", text, re.M)
        self.position = (int(position[1]), int(position[2])) if position else None

    def split(self):
        """The rule without its suffix, and the suffix: T, K, C, S or P with two sizes, 0 without end."""
        match = re.fullmatch(r"(.+):([TPSCK])(.*)", self.rule, re.I)
        if not match:
            return self.rule, None
        return match[1], Suffix(match[2].upper(), match[3])

    def range(self):
        """How far a cell sees."""
        radius = re.match(r"R(\d+),", self.rule, re.I)
        return int(radius[1]) if radius else 1


class Suffix:
    """`30*+7,20`: two sides, of which one may be twisted or shifted."""

    def __init__(self, letter, text):
        self.letter, self.twist, self.shift, self.size = letter, None, [0, 0], []
        for axis, part in enumerate(text.split(",")):
            side = re.fullmatch(r"(\d+)(\*?)([+-]\d+)?", part)
            self.size.append(int(side[1]))
            if side[2]:
                self.twist = ("TopBottom", "LeftRight")[axis]
            if side[3]:
                self.shift[axis] = int(side[3])
        if len(self.size) == 1:
            self.size.append(self.size[0])

    def topology(self):
        if self.letter == "T":
            return f"Torus(shift: ({self.shift[0]}, {self.shift[1]}))" if any(self.shift) else "Torus"
        if self.letter == "K":
            # Golly moves the twisted edge against the direction in which it is left.
            return f"Klein(twist: {self.twist}, shift: {-1 if any(self.shift) else 0})"
        return {"P": "Dead", "C": "CrossSurface", "S": "Sphere"}[self.letter]


class Golly:
    """`bgolly`, which finds rules in the folder beside the patterns."""

    def __init__(self, patterns):
        rules = patterns.resolve().parent / "Rules"
        self.rules = ["-s", f"{rules}/"] if rules.is_dir() else []

    def population(self, path, folder, generations, keep=None):
        """The algorithm that knows the rule, and how many cells live; None if none does."""
        for algorithm in ALGORITHMS:
            command = ["bgolly", *self.rules, "-a", algorithm, "-m", str(generations)]
            found = self.run(command + ["-i", str(max(generations, 1))], path, folder, generations, keep)
            if found is not None:
                return algorithm, found
        return None

    @staticmethod
    def run(command, path, folder, generations, keep):
        command += ["-o", str(keep)] if keep else []
        command.append(str(path))
        try:
            done = subprocess.run(
                command, capture_output=True, text=True, cwd=folder, errors="replace", timeout=PATIENCE
            )
        except subprocess.TimeoutExpired:
            return None
        counts = re.findall(rf"^{generations}: ([\d,]+)", done.stdout, re.M)
        return int(counts[-1].replace(",", "")) if counts else None

    def box(self, path, folder):
        """Width and height of what lives, as Golly writes it; None where that is too large for it."""
        written = folder / "box.rle"
        written.unlink(missing_ok=True)
        self.population(path, folder, 0, written)
        header = re.search(r"^x = (\d+), y = (\d+)", written.read_text(), re.M) if written.exists() else None
        return (int(header[1]), int(header[2])) if header else None


def placed(file, living, border):
    """The fields of the grid but its rule, and where the pattern lies."""
    rule, suffix = file.split()
    inner = [max(pair) for pair in zip(file.size, living)]
    size, at, topology = [], [], "Torus"
    for axis in (0, 1):
        bound = suffix.size[axis] if suffix else 0
        size.append(bound or inner[axis] + 2 * border)
        if not bound:
            at.append(border)
        elif file.position:
            at.append(file.position[axis] + bound // 2)
        elif all(inner[i] <= (suffix.size[i] or inner[i]) for i in (0, 1)):
            at.append(bound // 2 - inner[axis] // 2)
        else:
            at.append(0)
    if suffix:
        topology = suffix.topology()
    return rule, size, at, topology


def ours(quincunx, file, fields, folder):
    """Our population, or why the program refuses."""
    rule, size, at, topology = fields
    copy = folder / ("pattern" + "".join(file.path.suffixes[-2:]))
    shutil.copyfile(file.path, copy)
    scene = folder / "scene.ron"
    scene.write_text(f"""(
    world: {{
        "pattern": Grid(
            size: ({size[0]}, {size[1]}),
            topology: {topology},
            cells: Pattern(file: "{copy.name}", at: ({at[0]}, {at[1]})),
            rule: "{rule}",
        ),
    }},
    until: Steps({GENERATIONS}),
    record: {{ "population": Population(of: "pattern", at: [{GENERATIONS}], format: Csv) }},
)
""")
    run = folder / "run"
    shutil.rmtree(run, ignore_errors=True)
    command = [str(quincunx.resolve()), "run", str(scene), "--out", str(run)]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace")
    if done.returncode:
        said = [line.strip(" ×│") for line in done.stderr.splitlines() if line.startswith("  ×")]
        return None, (said or done.stderr.splitlines() or ["it says nothing"])[0]
    table = next(run.rglob("population.csv"))
    last = list(csv.DictReader(table.open()))[-1]
    return int(next(last[name] for name in ("alive", "population", "living") if name in last)), ""


def compare(quincunx, golly, file, folder, largest):
    """In what the two programs agree, in words, and what there is to say of it."""
    theirs = golly.population(file.path, folder, GENERATIONS)
    if theirs is None or theirs[0] in OWN:
        found, why = ours(quincunx, file, placed(file, (1, 1), 1), folder)
        return ("refused", f"a rule of its own in Golly: {why}") if found is None else ("only ours", file.rule)
    living = golly.box(file.path, folder)
    if living is None or max(living) > largest:
        return "too large", f"a box of {living} cells"
    full = GENERATIONS * file.range() + 1
    for border in sorted({min(full, NARROW), full}):
        found, why = ours(quincunx, file, placed(file, living, border), folder)
        if found is None:
            return "refused", why
        if found == theirs[1]:
            return "agree", f"{found} cells, {theirs[0]}"
    return "differ", f"{file.rule}: {found} cells, and Golly has {theirs[1]}"


def main():
    told = arguments()
    golly = Golly(told.folder)
    results = collections.defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        for path in files(told.folder, told.only):
            what, why = compare(told.quincunx, golly, File(path), pathlib.Path(folder), told.largest)
            results[what].append((path.relative_to(told.folder), why))
            print(f"{what:9} {path.relative_to(told.folder)}: {why}", flush=True)
    print()
    for what, those in sorted(results.items()):
        print(f"{len(those):4} {what}")
        reasons = collections.Counter(why for _, why in those) if what == "refused" else {}
        for reason, count in sorted(reasons.items()):
            print(f"     {count:4} {reason}")
    raise SystemExit(1 if results["differ"] else 0)


if __name__ == "__main__":
    main()
