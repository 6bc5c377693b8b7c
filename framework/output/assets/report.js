"use strict";
(() => {
  const colour = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const words = v => v == null ? "–" : v.toLocaleString("en", { maximumSignificantDigits: 9 });
  const data = element => JSON.parse(element.querySelector("script[type='application/json']").textContent);

  // Curves. Colours come from the style sheet, so a change of scheme draws anew.
  const drawings = new Map();
  function options(plot, width) {
    const axis = {
      stroke: colour("--soft"), font: "12px system-ui, sans-serif", labelFont: "12px system-ui, sans-serif",
      grid: { stroke: colour("--line"), width: 1 }, ticks: { stroke: colour("--line"), width: 1 },
    };
    const widest = (u, values) => 16 + 7 * Math.max(2, ...(values || []).map(v => String(v).length));
    const lines = plot.series.map((series, i) => ({
      label: series.label, stroke: colour("--c" + i % 6), width: 1.75, dash: i < 6 ? undefined : [6, 4],
      value: (u, v) => words(v),
    }));
    return {
      width, height: Math.round(Math.max(240, Math.min(360, width * .45))),
      scales: { x: { time: false } },
      cursor: { drag: { x: true, y: false } },
      series: [{ label: "step", value: (u, v) => words(v) }, ...lines],
      axes: [
        { ...axis, size: 32, label: "step", labelSize: 20, labelGap: 0 },
        { ...axis, size: widest, ...(plot.unit ? { label: plot.unit, labelSize: 22 } : {}) },
      ],
    };
  }
  function draw(element) {
    const plot = data(element);
    drawings.get(element)?.destroy();
    const tables = plot.series.map(series => [series.x, series.y]);
    drawings.set(element, new uPlot(options(plot, element.clientWidth), uPlot.join(tables), element));
  }
  const resized = new ResizeObserver(entries => entries.forEach(({ target }) => {
    const drawing = drawings.get(target);
    const width = target.clientWidth;
    if (drawing && width > 0 && width !== drawing.width) {
      drawing.setSize({ width, height: options(data(target), width).height });
    }
  }));
  document.querySelectorAll(".plot").forEach(element => { draw(element); resized.observe(element); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => [...drawings.keys()].forEach(draw));

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
