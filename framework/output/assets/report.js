"use strict";
(() => {
  const colour = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const words = v => v == null ? "" : v.toLocaleString("en", { maximumSignificantDigits: 9 });
  const short = v => v.toLocaleString("en", { maximumSignificantDigits: 4 });
  const data = element => JSON.parse(element.querySelector("script[type='application/json']").textContent);
  const isDark = matchMedia("(prefers-color-scheme: dark)");

  // What all drawings have: axes that name what lies along them, and a height that follows the width.
  const height = width => Math.round(Math.max(240, Math.min(360, width * .45)));
  function frame(width, x, y) {
    const axis = {
      stroke: colour("--soft"), font: "12px system-ui, sans-serif", labelFont: "12px system-ui, sans-serif",
      grid: { stroke: colour("--line"), width: 1 }, ticks: { stroke: colour("--line"), width: 1 },
    };
    const widest = (u, values) => 16 + 7 * Math.max(2, ...(values || []).map(v => String(v).length));
    return {
      width, height: height(width),
      cursor: { drag: { x: true, y: false } },
      axes: [
        { ...axis, size: 32, label: x, labelSize: 20, labelGap: 0 },
        { ...axis, size: widest, ...(y ? { label: y, labelSize: 22 } : {}) },
      ],
    };
  }

  // Lines, and bands between two of them.
  function lines(plot, width) {
    const looks = {
      line: s => ({ width: 1.75, dash: s.colour < 6 ? undefined : [6, 4] }),
      thin: () => ({ width: 1, alpha: .7, points: { show: false } }),
      edge: () => ({ stroke: "transparent", width: 0, points: { show: false } }),
      step: s => ({ width: 1.75, dash: s.colour < 6 ? undefined : [6, 4], paths: uPlot.paths.stepped({ align: 1 }), points: { show: false } }),
      exact: () => ({ stroke: colour("--text"), width: 1.5, dash: [5, 4], points: { show: false } }),
    };
    const series = plot.series.map(s => ({
      label: s.label, stroke: colour("--c" + s.colour % 6), value: (u, v) => words(v), ...looks[s.style](s),
    }));
    // The marker of an edge has the colour of its band: the further in, the more bands lie over each other.
    const shade = i => {
      const depth = plot.bands.findIndex(band => band.includes(i));
      return depth < 0 ? null : colour("--c" + plot.series[i].colour % 6) + ["30", "58"][Math.min(depth, 1)];
    };
    return [{
      ...frame(width, plot.x, plot.unit),
      scales: { x: { time: false } },
      legend: {
        show: plot.series.every(s => s.style !== "thin"),
        markers: { fill: (u, i) => shade(i - 1) },
      },
      series: [{ label: plot.x, value: (u, v) => words(v) }, ...series],
      bands: plot.bands.map(([high, low]) => (
        { series: [high + 1, low + 1], fill: colour("--c" + plot.series[high].colour % 6) + "30" })),
    }, uPlot.join(plot.series.map(s => [s.x, s.y]))];
  }

  // Colours whose lightness goes evenly from the page's to its opposite (OKLCH), so that nothing looks like nothing.
  function ramp() {
    const gamma = v => Math.round(255 * Math.min(1, Math.max(0, v <= .0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - .055)));
    return Array.from({ length: 255 }, (_, i) => {
      const t = i / 254;
      const [light, hue] = isDark.matches ? [.235 + .71 * t, 290 - 185 * t] : [.99 - .71 * t, 105 + 185 * t];
      const chroma = .005 + .105 * Math.sin(Math.PI * Math.min(1, .12 + .85 * t)) * Math.min(1, 6 * t);
      const [a, b] = [chroma * Math.cos(hue * Math.PI / 180), chroma * Math.sin(hue * Math.PI / 180)];
      const l = (light + .3963377774 * a + .2158037573 * b) ** 3;
      const m = (light - .1055613458 * a - .0638541728 * b) ** 3;
      const s = (light - .0894841775 * a - 1.291485548 * b) ** 3;
      return "rgb(" + [
        4.0767416621 * l - 3.3077115913 * m + .2309699292 * s,
        -1.2684380046 * l + 2.6097574011 * m - .3413193965 * s,
        -.0041960863 * l - .7034186147 * m + 1.707614701 * s,
      ].map(gamma).join() + ")";
    });
  }

  // A density as colour. A column of cells reaches half way to its neighbours.
  function heat(map, width, element) {
    const levels = Uint8Array.from(atob(map.levels), c => c.charCodeAt(0));
    const { times, edges } = map;
    const [n, bins] = [times.length, edges.length - 1];
    const borders = [times[0] - (times[1] - times[0]) / 2];
    times.forEach((t, i) => borders.push(i + 1 < n ? (t + times[i + 1]) / 2 : t + (t - times[i - 1]) / 2));
    const colours = ramp();
    const bar = element.nextElementSibling.querySelector("i");
    bar.style.background = "linear-gradient(to right," + colours.filter((_, i) => i % 16 === 0 || i === 254).join() + ")";
    const paint = u => {
      const { ctx, bbox } = u;
      const place = (value, scale) => Math.round(u.valToPos(value, scale, true));
      const rows = edges.map(edge => place(edge, "y"));
      ctx.save();
      ctx.beginPath();
      ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
      ctx.clip();
      for (let i = 0; i < n; i++) {
        const [left, right] = [place(borders[i], "x"), place(borders[i + 1], "x")];
        if (right < bbox.left || left > bbox.left + bbox.width) continue;
        for (let j = 0, k; j < bins; j = k) { // cells of one level in one go
          const level = levels[i * bins + j];
          for (k = j + 1; k < bins && levels[i * bins + k] === level;) k++;
          if (level === 0) continue;
          ctx.fillStyle = colours[level - 1];
          ctx.fillRect(left, rows[k], Math.max(1, right - left), Math.max(1, rows[j] - rows[k]));
        }
      }
      ctx.restore();
    };
    const readout = element.nextElementSibling.querySelector("output");
    const read = u => {
      const { left, top, idx } = u.cursor;
      const value = left >= 0 && idx != null ? u.posToVal(top, "y") : NaN;
      const bin = edges.findIndex((edge, j) => j < bins && edge <= value && value < edges[j + 1]);
      const level = bin < 0 ? 0 : levels[idx * bins + bin];
      const density = level === 255 && map.clipped ? "over " + short(map.top) : "about " + short((level - 1) / 254 * map.top);
      readout.textContent = level === 0 ? "" : map.x + " " + short(times[idx]) + ", " + map.y + " " + short(value) + ": " + density;
    };
    const whole = [times[0], times[n - 1]];
    return [{
      ...frame(width, map.x, map.y),
      scales: {
        x: { time: false, range: (u, from, to) => from === whole[0] && to === whole[1] ? [borders[0], borders[n]] : [from, to] },
        y: { range: () => [edges[0], edges[bins]] },
      },
      legend: { show: false },
      series: [{}, { stroke: "transparent", points: { show: false } }],
      hooks: { drawAxes: [paint], setCursor: [read] },
    }, [times, times.map(() => edges[0])]];
  }

  // Bins as steps. Where an exact line has a point, the step has its value too.
  function histogram(map, width) {
    const { edges, density, exact } = map;
    const last = edges.length - 1;
    const within = exact.map(({ points }) => new Map(points.filter(([x]) => x >= edges[0] && x <= edges[last])));
    const xs = [...new Set([...edges, ...within.flatMap(points => [...points.keys()])])].sort((a, b) => a - b);
    let bin = 0;
    const steps = xs.map(x => {
      while (bin + 1 < last && x >= edges[bin + 1]) bin++;
      return density[bin];
    });
    const lines = exact.map(({ name }) => (
      { label: name, stroke: colour("--text"), width: 1.5, dash: [5, 4], points: { show: false }, value: (u, v) => words(v) }));
    return [{
      ...frame(width, map.x, "density"),
      scales: { x: { time: false }, y: { range: (u, low, high) => [0, high > 0 ? 1.06 * high : 1] } },
      series: [
        { label: map.x, value: (u, v) => words(v) },
        {
          label: "density", stroke: colour("--c0"), fill: colour("--c0") + "30", width: 1.25,
          paths: uPlot.paths.stepped({ align: 1 }), points: { show: false }, value: (u, v) => words(v),
        },
        ...lines,
      ],
    }, [xs, steps, ...within.map(points => xs.map(x => points.get(x)))]];
  }

  // Colours come from the style sheet, so a change of scheme draws anew.
  const drawings = new Map();
  const kinds = { plot: lines, heat, histogram };
  function draw(element) {
    drawings.get(element)?.destroy();
    const [options, table] = kinds[element.className](data(element), element.clientWidth, element);
    drawings.set(element, new uPlot(options, table, element));
  }
  const resized = new ResizeObserver(entries => entries.forEach(({ target }) => {
    const drawing = drawings.get(target);
    const width = target.clientWidth;
    if (drawing && width > 0 && width !== drawing.width) drawing.setSize({ width, height: height(width) });
  }));
  document.querySelectorAll(".plot, .heat, .histogram").forEach(element => { draw(element); resized.observe(element); });
  isDark.addEventListener("change", () => [...drawings.keys()].forEach(draw));

  // Films stand at their last frame, and play from the first. Without this script the last stands still.
  document.querySelectorAll(".film").forEach(film => {
    const { steps, frames } = data(film);
    if (frames.length < 2) return;
    const [picture, player] = [film.querySelector("img"), film.querySelector(".player")];
    const [button, slider, output] = [...player.children];
    let timer = null;
    const show = i => {
      picture.src = "data:image/png;base64," + frames[i];
      picture.alt = film.dataset.title + ": the lattice at step " + steps[i];
      slider.value = i;
      slider.setAttribute("aria-valuetext", "step " + steps[i]);
      output.textContent = "step " + words(steps[i]);
    };
    const pause = () => {
      clearInterval(timer);
      timer = null;
      button.textContent = "▶";
      button.setAttribute("aria-label", "Play");
    };
    const play = () => {
      timer = setInterval(() => show((Number(slider.value) + 1) % frames.length), 100);
      button.textContent = "❚❚";
      button.setAttribute("aria-label", "Pause");
    };
    slider.max = frames.length - 1;
    slider.addEventListener("input", () => { pause(); show(Number(slider.value)); });
    button.addEventListener("click", () => timer === null ? play() : pause());
    show(frames.length - 1);
    player.hidden = false;
  });
})();
