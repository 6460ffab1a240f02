/**
 * Whether a scenario still fails as the whole one does. What is no scenario, or was tried before, costs nothing; when there
 * is no time or try left, the answer is no.
 */
export type StillFails = (text: string) => Promise<boolean>;
