'use strict';
// The list of implementations: headings sort, controls choose. Without scripts it is all of it, by type and direction.
(() => {
  document.documentElement.classList.add('scripts');
  const at = id => document.getElementById(id);
  const sections = [...document.querySelectorAll('.group')];

  const show = () => {
    const name = at('name').value.trim().toLowerCase();
    let shown = 0;
    for (const section of sections) {
      section.hidden = section.querySelector('h2').textContent !== at('group').value;
      for (const row of section.querySelectorAll('tbody tr')) {
        row.hidden = Boolean((at('formula').value && row.dataset.formula !== at('formula').value) ||
            (at('of').value && row.dataset.of !== at('of').value) ||
            !row.cells[0].textContent.toLowerCase().includes(name));
        if (!section.hidden && !row.hidden) ++shown;
      }
    }
    at('count').textContent = shown === 1 ? '1 implementation' : shown + ' implementations';
  };

  // What a cell is sorted by: a number, else its text; empty cells come last either way.
  const order = cell => {
    const text = cell.dataset.order ?? cell.textContent;
    return text === '' ? null : text !== 'inf' && isNaN(text) ? text : Number(text === 'inf' ? Infinity : text);
  };
  const compare = (a, b) => typeof a === typeof b ? (a < b ? -1 : a > b ? 1 : 0) : typeof a === 'number' ? -1 : 1;
  const sort = (table, heading) => {
    const column = heading.cellIndex;
    const down = heading.getAttribute('aria-sort') === 'ascending';
    for (const other of heading.parentNode.cells) other.removeAttribute('aria-sort');
    heading.setAttribute('aria-sort', down ? 'descending' : 'ascending');
    const rows = [...table.tBodies[0].rows].map(row => [order(row.cells[column]), row]);
    rows.sort(([a], [b]) => a === null || b === null ? (a === null) - (b === null) : down ? compare(b, a) : compare(a, b));
    table.tBodies[0].append(...rows.map(([, row]) => row));
  };

  for (const table of document.querySelectorAll('.sortable')) {
    for (const heading of table.tHead.rows[0].cells) {
      const button = document.createElement('button');
      button.type = 'button';
      button.append(...heading.childNodes);
      button.addEventListener('click', () => sort(table, heading));
      heading.append(button);
    }
  }
  for (const event of ['input', 'change']) at('filters').addEventListener(event, show);
  at('filters').addEventListener('submit', event => event.preventDefault());
  show();
})();
