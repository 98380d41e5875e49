'use strict';
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const at = id => document.getElementById(id);
  const lost = data.lost_ulp;

  // A number as the reports write it: three digits.
  const digits = value => {
    if (value === null || value === undefined) return '';
    if (value === 0) return '0';
    const size = Math.abs(value);
    if (size >= 1e5 || size < 1e-3) return value.toExponential(2).replace('e+', 'e').replace(/\.?0+e/, 'e');
    return String(Number(value.toPrecision(3)));
  };

  const element = (name, text, attributes = {}) => {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };

  // --- what is chosen ---

  const fill = (id, values, any) => {
    const list = any ? [any, ...values] : values;
    at(id).replaceChildren(...list.map(v => element('option', v, {value: v === any ? '' : v})));
  };
  const distinct = of => [...new Set(data.kernels.map(of))];
  // The budgets the slider offers, and where it starts.
  const stops = {
    ulp: Array.from({length: 29}, (_, i) => 2 ** (i - 1)),
    abs: Array.from({length: 25}, (_, i) => Number([1, 2, 5][i % 3] + 'e' + (Math.floor(i / 3) - 8))),
  };
  const start = {ulp: 1, abs: 1e-3};
  const budget = () => stops[at('unit').value][at('budget').value];
  const reset_budget = () => {
    const unit = at('unit').value;
    at('budget').max = stops[unit].length - 1;
    at('budget').value = stops[unit].indexOf(start[unit]);
  };

  // A CPU other than the one measured: cycles are predicted there, for whatever working set, on one thread.
  const cpu = () => at('cpu').value;
  const time_of = kernel => {
    if (!cpu()) return kernel.times[at('level').value + '|' + at('threads').value];
    const cycles = kernel.cycles?.[cpu()];
    return cycles === undefined ? undefined : {ns: cycles, low: null, high: null};
  };
  const unit_of_time = () => cpu() ? 'predicted cycles' : 'ns';
  const in_group = kernel => kernel.dtype === at('dtype').value && kernel.direction === at('direction').value;
  const chosen = kernel => in_group(kernel) && (!at('method').value || kernel.method === at('method').value) &&
      (!at('path').value || kernel.path === at('path').value);
  const why_not = kernel => {
    if (kernel.max_ulp === null) return 'its accuracy was not measured';
    if (kernel.fault) return kernel.fault;
    if (at('unit').value === 'abs') return kernel.max_abs <= budget() ? '' : kernel.absolute + ' absolute';
    if (kernel.lost > 0) return kernel.lost.toLocaleString('en') + ' results lost';
    return kernel.max_ulp <= budget() ? '' : digits(kernel.max_ulp) + ' ULP';
  };

  // The fastest chosen path of each implementation.
  const fastest = () => {
    const best = new Map();
    for (const kernel of data.kernels.filter(k => chosen(k) && time_of(k))) {
      const before = best.get(kernel.implementation);
      if (!before || time_of(kernel).ns < time_of(before).ns) best.set(kernel.implementation, kernel);
    }
    return [...best.values()];
  };
  const relu_ns = () => {
    const times = data.kernels.filter(k => in_group(k) && k.formula === 'relu' && time_of(k)).map(k => time_of(k).ns);
    return times.length > 0 ? Math.min(...times) : null;
  };
  // Models know least of kernels that gather: on other CPUs these come last.
  const doubtful = kernel => cpu() !== '' && kernel.gathers;
  const recommended = () => fastest().filter(k => !why_not(k))
      .sort((a, b) => doubtful(a) - doubtful(b) || time_of(a).ns - time_of(b).ns);

  // --- charts ---

  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  const narrow = window.matchMedia('(max-width: 40rem)');
  const config = () => {
    const style = getComputedStyle(document.documentElement);
    const ink = style.getPropertyValue('--ink').trim();
    const line = style.getPropertyValue('--line').trim();
    return {
      background: style.getPropertyValue('--paper').trim(),
      font: 'system-ui, sans-serif',
      axis: {labelColor: ink, titleColor: ink, gridColor: line, domainColor: line, tickColor: line, titleFontWeight: 'normal'},
      legend: {labelColor: ink, titleColor: ink, orient: narrow.matches ? 'bottom' : 'right', labelLimit: 240, symbolBaseFillColor: ink, symbolBaseStrokeColor: ink},
      title: {color: ink, anchor: 'start', fontWeight: 600},
      text: {color: ink},
      view: {stroke: null},
    };
  };
  const draw = (id, spec) => vegaEmbed(at(id), {...spec, config: config()}, {
    actions: false, renderer: 'svg', tooltip: {theme: dark.matches ? 'dark' : 'light'},
  }).catch(error => { at(id).textContent = String(error); });

  const ulp_axis = {
    values: [1, 1e2, 1e4, 1e6, 1e8, lost],
    labelExpr: `datum.value >= ${lost} ? 'lost' : datum.value <= 100 ? datum.label : format(datum.value, '.0e')`,
  };
  const worst_fields = [
    {field: 'kernel'}, {field: 'time', title: 'time per element'}, {field: 'errors', title: 'max ULP'},
    {field: 'absolute', title: 'max absolute'}, {field: 'worst', title: 'worst x'}, {field: 'got'}, {field: 'want'},
    {field: 'coverage'},
  ];

  const draw_frontier = best => {
    const by_ulp = at('unit').value === 'ulp';
    const values = fastest().filter(k => k.max_ulp !== null).map(k => ({
      kernel: k.id, name: k.name, ns: time_of(k).ns, time: `${digits(time_of(k).ns)} ${unit_of_time()}`, errors: k.errors, absolute: k.absolute,
      worst: k.worst?.x ?? '', got: k.worst?.got ?? '', want: k.worst?.want ?? '', coverage: k.coverage,
      error: by_ulp ? (k.lost > 0 ? lost : Math.min(Math.max(k.max_ulp, 0.5), data.most_ulp))
                    : Math.max(k.max_abs, 1e-8),
      origin: k.origin, role: best && k.id === best.id ? 'recommended' : why_not(k) ? 'outside' : 'within',
    }));
    for (const value of values) value.label = value.role !== 'outside' || values.length < 12 ? value.name : '';
    if (values.length === 0) {
      at('frontier').replaceChildren(element('p', 'None of these was both timed there and judged.'));
      return;
    }
    const y = {
      field: 'error', type: 'quantitative', title: by_ulp ? 'max error, ULP' : 'max absolute error',
      scale: {type: 'log', domain: by_ulp ? [0.3, 4 * lost] : [1e-8, 1]}, axis: by_ulp ? ulp_axis : {format: '.0e'},
    };
    draw('frontier', {
      width: 'container', height: 380,
      layer: [
        {data: {values: [{budget: budget()}]}, mark: {type: 'rule', strokeDash: [6, 4], color: '#d55e00'},
          encoding: {y: {field: 'budget', type: 'quantitative', scale: y.scale}}},
        {data: {values}, mark: {type: 'point', filled: true, size: 90, tooltip: true},
          encoding: {
            x: {field: 'ns', type: 'quantitative', scale: {type: 'log', nice: false, padding: 20}, title: unit_of_time() + ' per element', axis: {tickCount: 6}},
            y, tooltip: worst_fields,
            shape: {field: 'origin', title: null, scale: {domain: ['libgelubench', 'in this suite', 'library', 'emulation'],
              range: ['circle', 'square', 'triangle-up', 'diamond']}},
            color: {field: 'role', title: 'budget', scale: {domain: ['recommended', 'within', 'outside'], range: ['#d55e00', '#0072b2', '#8c959f']}},
          }},
        {data: {values},
          mark: {type: 'text', align: 'left', dx: 8, fontSize: 11},
          encoding: {x: {field: 'ns', type: 'quantitative'}, y: {field: 'error', type: 'quantitative'}, text: {field: 'label'}}},
      ],
    });
  };

  const ordinal_axis = () => {
    const {bias, digits: p} = data.formats[at('dtype').value];
    const exponents = bias > 100 ? [-64, -16, -8, -4, -3, -2, -1, 0, 1, 2, 3, 4, 8, 16, 64] : [-8, -4, -3, -2, -1, 0, 1, 2, 3, 4, 8];
    const names = {0: '0'};
    for (const e of exponents.filter(e => Math.abs(e) < bias)) {
      const name = e >= 0 && e <= 4 ? String(2 ** e) : e < 0 && e >= -4 ? '1/' + 2 ** -e : '2^' + e;
      names[e + bias] = name;
      names[-e - bias] = '−' + name;
    }
    return {values: Object.keys(names).map(Number), labelExpr: JSON.stringify(names) + '[datum.value]', grid: false,
      title: `x, every ${p} in its order`};
  };

  const draw_errors = best => {
    const shown = data.kernels.filter(k => chosen(k) && data.curves[k.id]);
    const values = [];
    for (const kernel of shown) {
      const curve = data.curves[kernel.id];
      for (let i = 0; i < curve.length; i += 2) {
        values.push({x: curve[i], ulp: curve[i + 1], kernel: kernel.name, errors: kernel.errors,
          worst: kernel.worst?.x ?? '', got: kernel.worst?.got ?? '', want: kernel.worst?.want ?? '', coverage: kernel.coverage});
      }
    }
    if (values.length === 0) {
      at('error').replaceChildren(element('p', 'No curve was recorded for these: only the fastest path of an implementation has one.'));
      return;
    }
    const {bias} = data.formats[at('dtype').value];
    const first = best && data.curves[best.id] ? best.name : shown[0].name;
    draw('error', {
      width: 'container', height: 420, data: {values},
      params: [
        {name: 'zoom', select: {type: 'interval', encodings: ['x']}, bind: 'scales'},
        {name: 'one', select: {type: 'point', fields: ['kernel']}, bind: 'legend'},
      ],
      mark: {type: 'line', interpolate: 'linear', strokeWidth: 1.6, tooltip: true, clip: true},
      encoding: {
        x: {field: 'x', type: 'quantitative', scale: {domain: [-bias - 5, -bias + 7], nice: false}, axis: ordinal_axis()},
        y: {field: 'ulp', type: 'quantitative', scale: {type: 'log', domain: [0.3, 4 * lost]}, axis: ulp_axis, title: 'max error, ULP'},
        color: {field: 'kernel', title: null, sort: [first], scale: {range: data.colours}, legend: {columns: narrow.matches ? 2 : 1, symbolLimit: 60}},
        opacity: {condition: {param: 'one', value: 1}, value: 0.08},
        tooltip: [{field: 'kernel'}, {field: 'errors', title: 'max ULP'}, {field: 'worst', title: 'worst x'}, {field: 'got'},
          {field: 'want'}, {field: 'coverage'}, {field: 'ulp', title: 'ULP here', format: '.3~g'}],
      },
    });
  };

  // --- words ---

  const say = (best, next) => {
    const box = at('recommendation');
    if (!best) {
      const near = fastest().filter(k => k.max_ulp !== null && !k.fault).sort((a, b) =>
          at('unit').value === 'abs' ? a.max_abs - b.max_abs : (a.lost > 0) - (b.lost > 0) || a.max_ulp - b.max_ulp)[0];
      box.replaceChildren(element('p', 'Nothing measured under these choices meets this budget.' +
          (near ? ` Nearest: ${near.id} with ${near.errors} ULP and ${near.absolute} absolute.` : '')));
      return;
    }
    const relu = relu_ns();
    const line = element('p');
    line.append('Take ', element('strong', best.id, {id: 'take'}), ': ',
        `${digits(time_of(best).ns)} ${unit_of_time()} per element` + (relu ? `, ${digits(time_of(best).ns / relu)}× ReLU` : '') +
        `; max ${best.errors} ULP, ${best.absolute} absolute (${best.coverage}).`);
    const call = element('p');
    call.append('Call: ', element('code', best.call), '.');
    box.replaceChildren(line, call);
    if (!next) return;
    const [a, b] = [time_of(best), time_of(next)];
    const apart = a.high !== null && b.low !== null && a.high < b.low;
    box.append(element('p', `Runner-up: ${next.id}, ${apart ? digits(b.ns / a.ns) + '× the time' : cpu() ? digits(b.ns / a.ns) + '× the cycles' : 'not separated: the 95 % intervals of the two times overlap'}.`));
  };

  // --- the table ---

  const columns = [
    {title: 'kernel', of: k => k.id},
    {title: 'formula', of: k => k.formula},
    {title: 'max ULP to GELU', of: k => k.lost > 0 || k.max_ulp === null ? Infinity : k.max_ulp, show: k => k.errors, number: true},
    {title: 'to own formula', of: k => k.own_ulp ?? Infinity, show: k => k.own_errors, number: true},
    {title: 'max absolute', of: k => k.max_abs ?? Infinity, show: k => k.absolute, number: true},
    {title: 'ns', name: unit_of_time, of: k => time_of(k)?.ns ?? Infinity, show: k => digits(time_of(k)?.ns), number: true},
    {title: '× ReLU', of: k => time_of(k)?.ns ?? Infinity, show: k => time_of(k) && relu_ns() ? digits(time_of(k).ns / relu_ns()) : '', number: true},
    {title: 'cliff', of: k => k.cliff?.ratio ?? Infinity, show: k => k.cliff ? `${digits(k.cliff.ratio)}× (${k.cliff.on})` : '', number: true},
    {title: 'worst x', of: k => k.worst?.x ?? ''},
    {title: 'got', of: k => k.worst?.got ?? ''},
    {title: 'want', of: k => k.worst?.want ?? ''},
    {title: 'coverage', of: k => k.coverage ?? ''},
    {title: 'budget', of: k => why_not(k), show: k => why_not(k) || 'within'},
  ];
  let sorted = {column: 5, down: false};

  const draw_head = () => at('kernels').tHead.replaceChildren((() => {
    const row = element('tr');
    columns.forEach((column, i) => {
      const cell = element('th', undefined, {scope: 'col', 'aria-sort': i !== sorted.column ? 'none' : sorted.down ? 'descending' : 'ascending'});
      if (column.number) cell.className = 'number';
      const button = element('button', (column.name?.() ?? column.title) + (i === sorted.column ? (sorted.down ? ' ▾' : ' ▴') : ''), {type: 'button'});
      button.addEventListener('click', () => {
        sorted = {column: i, down: i === sorted.column && !sorted.down};
        update();
        at('kernels').tHead.querySelectorAll('button')[i].focus();
      });
      cell.append(button);
      row.append(cell);
    });
    return row;
  })());

  const draw_table = best => {
    draw_head();
    const {of} = columns[sorted.column];
    const there = data.kernels.filter(k => cpu() ? time_of(k) : !k.elsewhere);
    const rows = there.filter(chosen).sort((a, b) => {
      const [x, y] = [of(a), of(b)];
      const order = x < y ? -1 : x > y ? 1 : 0;
      return sorted.down ? -order : order;
    });
    at('count').textContent = `${rows.length} of ${there.length} kernels.`;
    at('kernels').tBodies[0].replaceChildren(...rows.map(kernel => {
      const row = element('tr');
      if (best && kernel.id === best.id) row.className = 'recommended';
      else if (why_not(kernel)) row.className = 'outside';
      for (const column of columns) {
        const cell = element('td', (column.show ?? column.of)(kernel));
        if (column.number) cell.className = 'number';
        row.append(cell);
      }
      return row;
    }));
  };

  // --- all together ---

  // The working sets and numbers of threads that were timed for the group.
  const offer_times = () => {
    const keys = new Set(data.kernels.filter(in_group).flatMap(k => Object.keys(k.times)));
    const offer = (id, values) => {
      const before = at(id).value;
      fill(id, values);
      if (values.includes(before)) at(id).value = before;
    };
    const order = ['L1', 'L2', 'LLC', 'DRAM'];
    const rank = v => order.includes(v) ? order.indexOf(v) : 10 + parseInt(v, 10);
    offer('level', [...new Set([...keys].map(k => k.split('|')[0]))].sort((a, b) => rank(a) - rank(b)));
    offer('threads', [...new Set([...keys].map(k => k.split('|')[1]))].sort((a, b) => a - b));
  };

  const update = () => {
    const unit = at('unit').value;
    for (const id of ['level', 'threads']) at(id).disabled = cpu() !== '';
    at('budget-text').value = `${digits(budget())} ${unit === 'ulp' ? 'ULP' : 'absolute'}`;
    at('budget').setAttribute('aria-valuetext', at('budget-text').value);
    const [best, next] = recommended();
    say(best, next);
    draw_table(best);
    draw_frontier(best);
    draw_errors(best);
  };

  const pictures = () => {
    at('pictures').replaceChildren(...data.charts.map((chart, i) => {
      const section = element('section');
      section.append(element('h2', chart.title), element('p', chart.caption, {class: 'caption'}),
          ...chart.specs.map((spec, j) => element('div', undefined, {id: `picture-${i}-${j}`, class: 'chart', tabindex: 0})));
      return section;
    }));
    data.charts.forEach((chart, i) => chart.specs.forEach((spec, j) => draw(`picture-${i}-${j}`, spec)));
  };

  at('about').textContent = data.about;
  if (data.warning) {
    at('warning').textContent = data.warning;
    at('warning').hidden = false;
  }
  if (data.kernels.length === 0) {
    at('recommendation').textContent = 'These results hold no kernel.';
    return;
  }
  fill('dtype', distinct(k => k.dtype));
  fill('direction', distinct(k => k.direction));
  fill('method', distinct(k => k.method), 'all');
  fill('path', distinct(k => k.path), 'all');
  if (data.cpus) {
    fill('cpu', data.cpus, 'this one, measured');
    at('cpu-label').hidden = false;
  }
  offer_times();
  reset_budget();
  for (const id of ['dtype', 'direction']) at(id).addEventListener('change', offer_times);
  at('unit').addEventListener('change', reset_budget);
  at('controls').addEventListener('change', update);
  at('budget').addEventListener('input', update);
  at('controls').addEventListener('submit', event => event.preventDefault());
  for (const query of [dark, narrow]) query.addEventListener('change', () => { update(); pictures(); });
  update();
  // After what one reads first.
  setTimeout(pictures, 0);
})();
