/** Values where someone points at a chart, read from the chart's own table. Arrow keys move, Escape ends it. */
export const CHARTS_SCRIPT = String.raw`
(() => {
  for (const plot of document.querySelectorAll('[data-chart]')) {
    const svg = plot.querySelector('svg');
    const table = plot.closest('figure').querySelector('details.data table');
    if (!table) continue;
    const heads = [...table.tHead.rows[0].cells].map((cell) => cell.textContent);
    const rows = [...table.tBodies[0].rows];
    if (rows.length === 0) continue;
    const hover = document.createElement('div');
    hover.className = 'hover';
    hover.tabIndex = 0;
    hover.setAttribute('role', 'application');
    hover.setAttribute('aria-label', 'Values of the chart; arrow keys move');
    const cursor = document.createElement('div');
    cursor.className = 'cursor';
    cursor.hidden = true;
    const readout = document.createElement('output');
    readout.className = 'readout';
    readout.hidden = true;
    plot.append(cursor, hover, readout);
    let at = -1;
    const show = (index) => {
      at = Math.max(0, Math.min(rows.length - 1, index));
      const row = rows[at];
      const x = Number(row.dataset.x);
      cursor.style.left = x + '%';
      cursor.style.height = svg.getBoundingClientRect().height + 'px';
      readout.replaceChildren(...[...row.cells].map((cell, n) => {
        const line = document.createElement('div');
        const [name, value] = [document.createElement('span'), document.createElement('span')];
        name.textContent = heads[n];
        value.textContent = cell.textContent;
        line.append(name, value);
        return line;
      }));
      cursor.hidden = readout.hidden = false;
      const room = plot.clientWidth - readout.offsetWidth;
      const left = (x / 100) * plot.clientWidth;
      readout.style.left = Math.max(0, Math.min(room, x > 50 ? left - readout.offsetWidth - 10 : left + 10)) + 'px';
    };
    const nearest = (share) => {
      let [best, distance] = [0, Infinity];
      rows.forEach((row, index) => {
        const away = Math.abs(Number(row.dataset.x) - share);
        if (away < distance) [best, distance] = [index, away];
      });
      return best;
    };
    const hide = () => { cursor.hidden = readout.hidden = true; at = -1; };
    const point = (event) => {
      const box = hover.getBoundingClientRect();
      show(nearest(((event.clientX - box.left) / box.width) * 100));
    };
    hover.addEventListener('pointermove', point);
    hover.addEventListener('pointerdown', point);
    hover.addEventListener('pointerleave', hide);
    hover.addEventListener('blur', hide);
    hover.addEventListener('keydown', (event) => {
      if (event.key === 'ArrowRight') show(at + 1);
      else if (event.key === 'ArrowLeft') show(at < 0 ? rows.length - 1 : at - 1);
      else if (event.key === 'Escape') return hide();
      else return;
      event.preventDefault();
    });
  }
})();
`;
