// The page of a preview: draws what `preview` holds (see PreviewData). Runs in a browser, after
// uPlot, without modules. One long file, since the page that holds it loads nothing.
/* global preview, uPlot */
(() => {
  const palette = {
    light: ['#1f60c4', '#9a4fc4', '#0b8a8a', '#c77700', '#4f7d00', '#c2427f', '#5a6acf', '#7a5b3a'],
    dark: ['#5794f2', '#b877d9', '#37c7c7', '#fade2a', '#96d98d', '#ff7eb6', '#8ab8ff', '#ca9a6b'],
  };
  const named = { green: 'good', orange: 'warning', red: 'bad', blue: 'neutral' };
  const page = document.getElementById('page');
  const { from, to, step } = preview.range;
  const times = Array.from(
    { length: Math.floor((to - from) / step) + 1 },
    (_, i) => from + i * step,
  );
  const outcomes = preview.outcomeColours.map(({ pattern, colour }) => ({
    test: new RegExp(pattern.slice(1, -1)),
    token: named[colour],
  }));
  let current = Math.max(
    0,
    preview.dashboards.findIndex(({ name }) => name === location.hash.slice(1)),
  );
  let charts = [];

  function draw() {
    for (const chart of charts) chart.destroy();
    charts = [];
    const dashboard = preview.dashboards[current];
    page.replaceChildren(navigation());
    const header = element('header', '');
    header.append(element('h1', '', dashboard.title), element('p', '', dashboard.description));
    page.append(header);
    for (const row of dashboard.rows) {
      page.append(element('h2', '', row.title));
      const grid = element('div', 'row');
      page.append(grid);
      for (const panel of row.panels) grid.append(panelOf(panel));
    }
    page.append(
      element(
        'footer',
        '',
        `Answers of ${preview.prometheus}, ${new Date(from * 1000).toLocaleString()} to ${new Date(to * 1000).toLocaleTimeString()}.`,
      ),
    );
    for (const [panel, body] of pending.splice(0)) charts.push(chartOf(panel, body));
    page.dataset.drawn = dashboard.name;
  }

  /** Charts are made when their place on the page has a size. */
  const pending = [];

  function navigation() {
    const nav = element('nav', '');
    preview.dashboards.forEach(({ title, name }, index) => {
      const button = element('button', '', title);
      button.setAttribute('aria-current', String(index === current));
      button.onclick = () => {
        current = index;
        location.hash = name;
        draw();
        scrollTo(0, 0);
      };
      nav.append(button);
    });
    const theme = element('button', 'theme', isDark() ? 'Light' : 'Dark');
    theme.onclick = () => {
      document.documentElement.dataset.theme = isDark() ? 'light' : 'dark';
      draw();
    };
    nav.append(theme);
    return nav;
  }

  function panelOf(panel) {
    const box = element('section', `panel ${panel.kind}`);
    box.style.setProperty('--width', panel.width);
    box.title = `${panel.description}\n\n${panel.promql.join('\n')}`;
    box.append(element('h3', '', panel.title));
    const body = element('div', 'body');
    box.append(body);
    const drawn = panel.series.filter(({ values }) => values.some((value) => value !== null));
    if (panel.error !== undefined) {
      body.append(element('div', 'message error', panel.error));
      box.dataset.state = 'error';
    } else if (drawn.length === 0) {
      body.append(element('div', 'message', panel.emptyWhenHealthy ? 'none' : 'no data'));
      box.dataset.state = panel.emptyWhenHealthy ? 'none' : 'empty';
    } else {
      box.dataset.state = 'drawn';
      const shown = { ...panel, series: coloured(drawn) };
      if (panel.kind === 'number') body.append(numbersOf(shown));
      else if (panel.kind === 'bars') body.append(barsOf(shown));
      else {
        pending.push([shown, body]);
        box.append(legendOf(shown));
      }
    }
    return box;
  }

  function numbersOf(panel) {
    const numbers = element('div', 'numbers');
    for (const series of panel.series) {
      const value = last(series);
      const figure = element('div', 'figure');
      const tone = toneOf(panel, value);
      figure.style.setProperty('--colour', tone === undefined ? 'var(--text)' : `var(--${tone})`);
      if (panel.unit !== 'up' && panel.unit !== 'time') figure.append(sparkline(series, tone));
      figure.append(element('b', '', text(value, panel.unit)));
      if (panel.series.length > 1 || panel.unit === 'up') {
        figure.append(element('small', '', series.name));
      }
      numbers.append(figure);
    }
    return numbers;
  }

  function barsOf(panel) {
    const bars = element('div', 'gauges');
    const sorted = [...panel.series].sort((a, b) => last(b) - last(a));
    const most = Math.max(...sorted.map(last), Number.MIN_VALUE);
    for (const series of sorted) {
      const track = element('div', 'track');
      const fill = element('div', 'fill');
      fill.style.width = `${(100 * last(series)) / most}%`;
      fill.style.setProperty('--colour', series.colour);
      track.append(fill);
      bars.append(
        element('div', 'name', series.name),
        track,
        element('div', 'value', text(last(series), panel.unit)),
      );
    }
    return bars;
  }

  function legendOf(panel) {
    const legend = element('div', 'legend');
    for (const series of panel.series) {
      const entry = element('span', '', `${series.name} `);
      entry.style.setProperty('--colour', series.colour);
      entry.append(element('b', '', text(last(series), panel.unit)));
      legend.append(entry);
    }
    return legend;
  }

  function chartOf(panel, body) {
    const stacks = panel.stacked ? stacked(panel.series) : panel.series.map(({ values }) => values);
    const bodyText = css('--soft');
    const axis = {
      stroke: bodyText,
      grid: { stroke: css('--line'), width: 1 },
      ticks: { show: false },
    };
    const all = stacks.flat().filter((value) => value !== null);
    const most = highest(all, panel.thresholds ?? []);
    const least = panel.unit === 'score' ? Math.min(...all) : Math.min(0, ...all);
    return new uPlot(
      {
        width: body.clientWidth,
        height: body.clientHeight,
        padding: [8, 8, 0, 0],
        cursor: { points: { show: false } },
        scales: { y: { range: [least, most === least ? least + 1 : most * 1.08] } },
        series: [
          {},
          ...panel.series.map(({ name, colour }, index) => ({
            label: name,
            stroke: colour,
            width: 1.5,
            fill: panel.stacked
              ? faded(colour, 0.45)
              : panel.series.length === 1
                ? faded(colour, 0.12)
                : undefined,
            points: { show: stacks[index].filter((value) => value !== null).length < 3 },
            spanGaps: false,
          })),
        ],
        axes: [
          { ...axis, size: 24, space: 80, values: (_, ticks) => ticks.map(clock) },
          { ...axis, size: 62, values: (_, ticks) => ticks.map((tick) => text(tick, panel.unit)) },
        ],
        hooks: { draw: [(chart) => thresholdLines(chart, panel)] },
      },
      [times, ...stacks],
      body,
    );
  }

  /** A threshold is in the picture when the values come near it, or when they are all zero. */
  function highest(values, thresholds) {
    const most = Math.max(...values);
    const finite = thresholds.map(({ from: at }) => at).filter(Number.isFinite);
    if (most === 0) return finite.length > 0 ? Math.min(...finite) : 0;
    return Math.max(most, ...finite.filter((at) => most > at / 3));
  }

  function clock(seconds) {
    const time = new Date(seconds * 1000);
    const parts = [
      time.getHours(),
      time.getMinutes(),
      ...(to - from < 900 ? [time.getSeconds()] : []),
    ];
    return parts.map((part) => String(part).padStart(2, '0')).join(':');
  }

  function thresholdLines(chart, panel) {
    for (const { from: at, means } of panel.thresholds ?? []) {
      if (!Number.isFinite(at) || at > chart.scales.y.max) continue;
      const { ctx, bbox } = chart;
      const y = Math.round(chart.valToPos(at, 'y', true));
      ctx.save();
      ctx.strokeStyle = css(`--${means}`);
      ctx.setLineDash([6, 5]);
      ctx.beginPath();
      ctx.moveTo(bbox.left, y);
      ctx.lineTo(bbox.left + bbox.width, y);
      ctx.stroke();
      ctx.restore();
    }
  }

  /** Each line on top of those before it; the last one is drawn first, so that all are seen. */
  function stacked(series) {
    const sums = times.map(() => 0);
    const stacks = series.map(({ values }) =>
      values.map((value, index) => {
        sums[index] += value ?? 0;
        return value === null && sums[index] === 0 ? null : sums[index];
      }),
    );
    series.reverse();
    return stacks.reverse();
  }

  function coloured(series) {
    const colours = palette[isDark() ? 'dark' : 'light'];
    let next = 0;
    return [...series]
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map((one) => {
        const outcome = outcomes.find(({ test }) => test.test(one.name));
        const colour = outcome ? css(`--${outcome.token}`) : colours[next++ % colours.length];
        return { ...one, colour };
      });
  }

  function toneOf(panel, value) {
    if (panel.unit === 'up') return value === 1 ? 'good' : 'bad';
    const thresholds = panel.thresholds;
    if (thresholds === undefined || value === null) return undefined;
    const reached = thresholds.filter(({ from: at }) => at === null || value >= at);
    return reached.at(-1)?.means ?? (thresholds.at(-1).means === 'good' ? 'bad' : 'good');
  }

  function sparkline({ values }, tone) {
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    svg.setAttribute('viewBox', '0 0 100 30');
    svg.setAttribute('preserveAspectRatio', 'none');
    const numbers = values.filter((value) => value !== null);
    const most = Math.max(...numbers);
    const least = Math.min(0, ...numbers);
    const points = values.flatMap((value, index) =>
      value === null
        ? []
        : [
            `${((100 * index) / Math.max(1, values.length - 1)).toFixed(1)},${(29 - (28 * (value - least)) / (most - least || 1)).toFixed(1)}`,
          ],
    );
    const line = document.createElementNS('http://www.w3.org/2000/svg', 'polyline');
    line.setAttribute('points', points.join(' '));
    line.setAttribute('fill', 'none');
    line.setAttribute('stroke', css(tone === undefined ? '--neutral' : `--${tone}`));
    line.setAttribute('vector-effect', 'non-scaling-stroke');
    line.setAttribute('stroke-width', '1.5');
    svg.append(line);
    return svg;
  }

  function last({ values }) {
    for (let index = values.length - 1; index >= 0; index--) {
      if (values[index] !== null) return values[index];
    }
    return null;
  }

  function text(value, unit) {
    if (value === null || value === undefined) return '';
    switch (unit) {
      case 'bytes':
        return scaled(value, 1024, ['B', 'KiB', 'MiB', 'GiB', 'TiB']);
      case 'dollars':
        return `$${digits(value)}`;
      case 'per minute':
        return `${scaled(value, 1000, ['', 'K', 'M'])}/min`;
      case 'per second':
        return `${scaled(value, 1000, ['', 'K', 'M'])}/s`;
      case 'ratio':
        return `${digits(value * 100)}%`;
      case 'seconds':
        return duration(value);
      case 'time':
        return `${duration(to - value / 1000)} ago`;
      case 'up':
        return value === 1 ? 'UP' : 'DOWN';
      case 'score':
        return digits(value);
      default:
        return scaled(value, 1000, ['', 'K', 'M', 'G']);
    }
  }

  function duration(seconds) {
    const size = Math.abs(seconds);
    if (size === 0) return '0 s';
    if (size < 0.001) return `${digits(seconds * 1e6)} µs`;
    if (size < 1) return `${digits(seconds * 1000)} ms`;
    if (size < 120) return `${digits(seconds)} s`;
    if (size < 7200) return `${digits(seconds / 60)} min`;
    return size < 172_800 ? `${digits(seconds / 3600)} h` : `${digits(seconds / 86_400)} d`;
  }

  function scaled(value, base, prefixes) {
    let left = value;
    let index = 0;
    while (Math.abs(left) >= base && index < prefixes.length - 1) {
      left /= base;
      index++;
    }
    return `${digits(left)}${prefixes[index] === '' ? '' : ` ${prefixes[index]}`}`;
  }

  function digits(value) {
    return String(Number(value.toPrecision(3)));
  }

  function element(tag, className, content) {
    const made = document.createElement(tag);
    if (className !== '') made.className = className;
    if (content !== undefined) made.textContent = content;
    return made;
  }

  function isDark() {
    const theme = document.documentElement.dataset.theme;
    return theme === undefined
      ? matchMedia('(prefers-color-scheme: dark)').matches
      : theme === 'dark';
  }

  /** The value of a colour now: canvas knows neither variables nor light-dark(). */
  function css(name) {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  }

  function faded(colour, part) {
    return `color-mix(in srgb, ${colour} ${part * 100}%, transparent)`;
  }

  const probe = element('i', '');
  document.body.append(probe);
  let resizing;
  addEventListener('resize', () => {
    clearTimeout(resizing);
    resizing = setTimeout(draw, 100);
  });
  draw();
})();
