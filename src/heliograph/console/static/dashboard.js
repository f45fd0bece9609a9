// Keeps the figures live, and draws the plots from the table that says the same. Without it the page reads as well.
"use strict";

(() => {
  const live = document.getElementById("live");
  const plots = new Map();
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  const BANDS = { delivered: "--good", failed: "--bad", unknown: "--doubt", pending: "--wait", cancelled: "--quiet" };
  const HEIGHT = 230;

  // --- the table as columns ---

  function columnsOf(table) {
    const heads = [...table.tHead.rows[0].cells];
    const rows = [...table.tBodies[0].rows];
    const column = (head) => ({
      title: head.textContent,
      name: head.dataset.band || head.dataset.time || head.dataset.line,
      limit: head.dataset.limit === undefined ? null : Number(head.dataset.limit),
      values: rows.map((row) => {
        const value = row.cells[head.cellIndex].dataset.v;
        return value === undefined || value === "" ? null : Number(value);
      }),
      words: rows.map((row) => row.cells[head.cellIndex].textContent),
    });
    return {
      at: rows.map((row) => Number(row.dataset.at)),
      links: rows.map((row) => row.cells[1]?.querySelector("a")?.href),
      bands: heads.filter((head) => head.dataset.band).map(column),
      times: heads.filter((head) => head.dataset.time).map(column),
      lines: heads.filter((head) => head.dataset.line !== undefined).map(column),
    };
  }

  // --- what the plots have in common ---

  // From so many seconds between ticks on: what a tick says, and what it says besides where the day is another.
  const DAY = "{YYYY}-{MM}-{DD}";
  const DATES = [
    [86400, DAY, null, null, null, null, null, null, 1],
    [60, "{HH}:{mm}", `\n${DAY}`, null, `\n${DAY}`, null, null, null, 1],
    [1, "{HH}:{mm}:{ss}", `\n${DAY}`, null, `\n${DAY}`, null, null, null, 1],
  ];

  function axis(more) {
    const line = { stroke: colour("--line"), width: 1 };
    return { stroke: colour("--quiet"), grid: line, ticks: line, font: "12px system-ui", ...more };
  }

  function options(div, series, scales, y, width) {
    return {
      width: div.clientWidth,
      height: HEIGHT,
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC"),
      scales: { x: { time: true, range: (_, low, high) => [low - width / 2, high + width / 2] }, ...scales },
      axes: [axis({ values: DATES, space: 70 }), axis(y)],
      series: [{ label: div.dataset.when, value: "{YYYY}-{MM}-{DD} {HH}:{mm}" }, ...series],
      cursor: { y: false, drag: { x: true, y: false } },
      hooks: { ready: [opensStep] },
    };
  }

  // A click opens the list of that step's messages; a drag looks closer, and a double click looks at all again.
  function opensStep(plot) {
    let down = 0;
    plot.over.addEventListener("mousedown", (event) => { down = event.clientX; });
    plot.over.addEventListener("click", (event) => {
      const link = plot.links?.[plot.cursor.idx];
      if (link && Math.abs(event.clientX - down) < 3) location.href = link;
    });
  }

  const stepOf = (table) => (table.at.length > 1 ? table.at[1] - table.at[0] : 60);

  // --- outcomes: bands on one another ---

  // Each band is drawn from the foot to its upper edge, the highest first, so that the lower ones lie over it.
  function stacked(table) {
    const edges = [];
    let below = table.at.map(() => 0);
    for (const band of table.bands) {
      below = below.map((value, n) => value + band.values[n]);
      edges.unshift(below);
    }
    return [table.at, ...edges];
  }

  const OUTCOMES = {
    data: stacked,
    options(div, table) {
      const bars = uPlot.paths.bars({ size: [0.92, Infinity], align: 0 });
      const series = [...table.bands].reverse().map((band) => ({
        label: band.title,
        fill: colour(BANDS[band.name]),
        stroke: colour("--card"),
        width: 0.5,
        paths: bars,
        points: { show: false },
        value: (plot, _, __, at) => (at === null || at === undefined ? "" : (plot.words[band.name]?.[at] ?? "")),
      }));
      return options(div, series, { y: { range: (_, __, high) => [0, Math.max(high * 1.05, 1)] } }, { size: 60 }, stepOf(table));
    },
  };

  // --- times: the upper ends of percentiles, by powers of ten ---

  function inWords(ms) {
    for (const [unit, size] of [["h", 3600000], ["min", 60000], ["s", 1000]]) if (ms >= size) return `${+(ms / size).toFixed(1)} ${unit}`;
    return `${ms} ms`;
  }

  const TICKS = [10, 100, 1000, 10000, 60000, 600000, 3600000];

  const TIMES = {
    data: (table) => [table.at, ...table.times.map((time) => time.values)],
    options(div, table) {
      const series = table.times.map((time) => ({
        label: time.title,
        stroke: colour(time.name.startsWith("Submit") ? "--info" : "--link"),
        dash: time.name.endsWith("50") ? [5, 4] : undefined,
        width: 2,
        spanGaps: false,
        points: { size: 5 },
        value: (plot, _, __, at) => (at === null || at === undefined ? "" : (plot.words[time.name]?.[at] ?? "")),
      }));
      const y = { size: 60, splits: () => TICKS, filter: (_, ticks) => ticks, values: (_, ticks) => ticks.map(inWords) };
      return options(div, series, { y: { distr: 3, range: [5, 4000000] } }, y, stepOf(table));
    },
  };

  // --- carriers: messages a second, and what each is given at most ---

  const COLOURS = ["--info", "--link", "--good", "--doubt", "--bad", "--wait", "--ink", "--quiet"];
  const DASHES = [undefined, [10, 4], [2, 3]];

  const SPEEDS = {
    data: (table) => [
      table.at,
      ...table.lines.map((line) => line.values),
      ...table.lines.filter((line) => line.limit !== null).map((line) => table.at.map(() => line.limit)),
    ],
    options(div, table) {
      const look = (n) => colour(COLOURS[n % COLOURS.length]);
      const series = table.lines.map((line, n) => ({
        label: line.name,
        stroke: look(n),
        dash: DASHES[Math.floor(n / COLOURS.length) % DASHES.length],
        width: 2,
        points: { size: 4 },
        value: (plot, _, __, at) => (at === null || at === undefined ? "" : (plot.words[line.name]?.[at] ?? "")),
      }));
      table.lines.forEach((line, n) => {
        if (line.limit !== null) series.push({ label: line.title, stroke: look(n), dash: [4, 6], width: 1.5, points: { show: false }, value: () => "" });
      });
      return options(div, series, { y: { range: (_, __, high) => [0, (high || 1) * 1.05] } }, { size: 60 }, stepOf(table));
    },
    shape: (table) => JSON.stringify(table.lines.map((line) => [line.name, line.limit])),
  };

  const KINDS = { "plot-outcomes": OUTCOMES, "plot-times": TIMES, "plot-carriers": SPEEDS };

  function draw(anew) {
    for (const [id, kind] of Object.entries(KINDS)) {
      const div = document.getElementById(id);
      const shown = document.getElementById(div?.dataset.table);
      if (div === null || shown === null) continue;
      const table = columnsOf(shown);
      div.hidden = false;
      let plot = plots.get(id);
      const shape = kind.shape?.(table);
      // A plot is drawn on; anew only where it has other lines than before.
      if (plot === undefined || anew || plot.root.parentNode !== div || plot.shape !== shape) {
        plot?.destroy();
        plot = new uPlot(kind.options(div, table), kind.data(table), div);
        div.setAttribute("role", "img");
        div.setAttribute("aria-label", div.dataset.says);
        plots.set(id, plot);
      } else {
        plot.setData(kind.data(table), plot.select.width === 0 && !zoomed(plot));
      }
      plot.shape = shape;
      plot.links = table.links;
      plot.words = Object.fromEntries([...table.bands, ...table.times, ...table.lines].map((column) => [column.name, column.words]));
    }
  }

  function zoomed(plot) {
    const [first, last] = [plot.data[0][0], plot.data[0].at(-1)];
    return plot.scales.x.min > first || plot.scales.x.max < last;
  }

  // --- live ---

  let opened = [];
  let timer = 0;

  function wait() {
    clearTimeout(timer);
    const figures = document.getElementById("figures");
    if (figures === null) return;
    timer = setTimeout(() => {
      // Nobody looks at a hidden page, and what is read in a table must not move away.
      if (!document.hidden && getSelection().isCollapsed) htmx.trigger("#figures", "refresh");
      else wait();
    }, figures.dataset.seconds * 1000);
  }

  document.addEventListener("htmx:beforeSwap", () => {
    opened = [...document.querySelectorAll("#figures details[open]")].map((details) => details.id);
  });
  document.addEventListener("htmx:afterSwap", () => {
    for (const id of opened) document.getElementById(id)?.setAttribute("open", "");
    draw(false);
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    live.hidden = !event.detail.successful;
    wait();
  });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) wait(); });
  addEventListener("resize", () => {
    for (const [id, plot] of plots) plot.setSize({ width: document.getElementById(id).clientWidth, height: HEIGHT });
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => draw(true));

  draw(true);
  live.hidden = document.getElementById("figures") === null;
  wait();
})();
