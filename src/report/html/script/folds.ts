/** What is linked to unfolds; what is printed unfolds, and folds again. */
export const FOLDS_SCRIPT = String.raw`
(() => {
  const unfold = () => {
    const target = document.getElementById(location.hash.slice(1));
    if (target instanceof HTMLDetailsElement) { target.open = true; target.hidden = false; target.scrollIntoView(); }
  };
  addEventListener('hashchange', unfold);
  unfold();
  let opened = [];
  addEventListener('beforeprint', () => {
    opened = [...document.querySelectorAll('details.unfold:not([open])')];
    for (const one of opened) one.open = true;
  });
  addEventListener('afterprint', () => { for (const one of opened) one.open = false; });
})();
`;
