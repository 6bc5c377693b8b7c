"""Opens every file that a run leaves, with the libraries that its reader would use."""

import json
import pathlib
import struct
import sys
import zlib

import numpy
import pyarrow.csv
import pyarrow.parquet

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def png(path):
    """Checks the signature and every chunk's sum; returns the size and the number of frames."""
    data = path.read_bytes()
    assert data.startswith(SIGNATURE), path
    at, size, frames = 8, None, 1
    while at < len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        (crc,) = struct.unpack(">I", data[at + 8 + length : at + 12 + length])
        assert zlib.crc32(kind + body) == crc, path
        if kind == b"IHDR":
            size = struct.unpack(">II", body[:8])
        if kind == b"acTL":
            (frames,) = struct.unpack(">I", body[:4])
        at += 12 + length
    assert kind == b"IEND", path
    return size, frames


def rows(probe, run):
    columns = [column["name"] for column in probe["recording"]["rows"]["columns"]]
    if probe["recording"]["rows"]["format"] == "parquet":
        table = pyarrow.parquet.read_table(run / f"{probe['name']}.parquet")
    else:
        table = pyarrow.csv.read_csv(run / f"{probe['name']}.csv")
    assert table.column_names == columns, (table.column_names, columns)
    assert columns[:2] == ["step", "time"]
    steps = table["step"].to_numpy()
    assert (numpy.diff(steps) >= 0).all()
    return f"{table.num_rows} rows of {', '.join(columns)}"


def frames(probe, run):
    stated = probe["recording"]["frames"]
    steps = numpy.load(run / f"{probe['name']}.steps.npy")
    film = numpy.load(run / f"{probe['name']}.npy", mmap_mode="r")
    single = (stated["height"], stated["width"])
    assert film.shape == (single if len(steps) == 1 else (len(steps), *single)), film.shape
    if stated.get("reals"):
        assert film.dtype == numpy.float32 and numpy.isfinite(film).all()
    else:
        assert film.dtype == numpy.uint8 and film.max() < len(stated["palette"])
    if stated["pictures"]:
        pictures = sorted((run / probe["name"]).glob("*.png"))
        assert [int(picture.stem) for picture in pictures] == steps.tolist()
        assert all(png(picture) == (single[::-1], 1) for picture in pictures)
        assert png(run / f"{probe['name']}.png") == (single[::-1], len(steps))
    return f"{len(steps)} frames of {single[1]} × {single[0]}"


def snapshot(probe, run):
    path = run / probe["recording"]["snapshot"]["file"]
    if path.suffix == ".npy":
        return f"an array {numpy.load(path).shape}"
    if path.suffix == ".png":
        return f"a picture {png(path)[0]}"
    text = path.read_text()
    assert text.rstrip().endswith("!") and "rule = " in text
    return f"a pattern of {len(text)} characters"


def main(run):
    manifest = json.loads((run / "manifest.json").read_text())
    record = json.loads((run / "run.json").read_text())
    assert record["status"] == "done", record
    for probe in manifest["probes"]:
        (kind,) = probe["recording"]
        print(f"{probe['name']}: {dict(rows=rows, frames=frames, snapshot=snapshot)[kind](probe, run)}")
    report = (run / "report.html").read_text()
    assert "http://" not in report.replace("http://www.w3.org/", "") and "<script src" not in report
    listed = {name.rstrip("/") for name in manifest["files"]}
    left = {path.name for path in run.iterdir()}
    assert left == listed, left ^ listed


main(pathlib.Path(sys.argv[1]))
