/** Filters of the list of cases. Texts are only gathered when someone looks for one. */
export const CASES_SCRIPT = String.raw`
(() => {
  const controls = document.querySelector('[data-controls]');
  if (!controls) return;
  controls.hidden = false;
  const LOUD = ['fail', 'unexpected-pass', 'warn', 'inconclusive'];
  const groups = [...document.querySelectorAll('.group')].map((element) => ({
    element,
    label: element.querySelector('[data-group-count]'),
    words: element.querySelector('[data-group-count]').textContent,
    cases: [...element.querySelectorAll('.case')].map((one) => ({ element: one, data: one.dataset, text: null })),
  }));
  const all = groups.reduce((sum, group) => sum + group.cases.length, 0);
  const fields = [...controls.querySelectorAll('[data-filter]')];
  const count = document.querySelector('[data-count]');
  const everything = count.textContent;
  const holds = (one, name, wanted) => {
    if (wanted === '') return true;
    if (name === 'verdict' && wanted === '!') return LOUD.includes(one.data.verdict);
    if (name !== 'text') return one.data[name] === wanted;
    one.text ??= one.element.textContent.toLowerCase();
    return wanted.split(/\s+/u).every((word) => one.text.includes(word));
  };
  const filter = () => {
    const wanted = fields.map((field) => [field.dataset.filter, field.value.trim()]);
    for (const pair of wanted) if (pair[0] === 'text') pair[1] = pair[1].toLowerCase();
    const isAll = wanted.every(([, value]) => value === '');
    let shown = 0;
    for (const group of groups) {
      let here = 0;
      for (const one of group.cases) {
        const fits = wanted.every(([name, value]) => holds(one, name, value));
        if (one.element.hidden === fits) one.element.hidden = !fits;
        if (fits) here += 1;
      }
      group.element.hidden = here === 0;
      group.label.textContent = isAll ? group.words : here + ' of ' + group.cases.length;
      shown += here;
    }
    count.textContent = isAll ? everything : shown.toLocaleString('en') + ' of ' + all.toLocaleString('en') + ' cases';
  };
  let waiting = 0;
  const soon = () => { cancelAnimationFrame(waiting); waiting = requestAnimationFrame(filter); };
  for (const field of fields) field.addEventListener('input', soon);
  const reset = () => { for (const field of fields) field.value = ''; filter(); };
  controls.querySelector('[data-reset]').addEventListener('click', reset);
  // What is linked to must not be hidden by a filter.
  addEventListener('hashchange', () => {
    const target = document.getElementById(location.hash.slice(1));
    if (target && target.closest('.group') && (target.hidden || target.closest('.group').hidden)) {
      reset();
      target.scrollIntoView();
    }
  });
})();
`;
