/** Whether every topic that `filter` matches is matched by `pattern` too: both are Topic Filters (section 4.7). */
export function filterCovers(pattern: string, filter: string): boolean {
  if (filter.startsWith('$') && /^[+#]/u.test(pattern)) return false;
  const patternLevels = pattern.split('/');
  const filterLevels = filter.split('/');
  for (const [depth, level] of patternLevels.entries()) {
    if (level === '#') return true;
    const wanted = filterLevels[depth];
    if (wanted === undefined || wanted === '#') return false;
    if (level !== '+' && level !== wanted) return false;
  }
  return patternLevels.length === filterLevels.length;
}
