export const CASES_SCRIPT = '';
