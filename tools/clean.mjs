// A deleted source would leave its compiled twin running, so every build starts from nothing.
import { rmSync } from 'node:fs';

for (const folder of ['dist', ...(process.argv.includes('--all') ? ['.build'] : [])]) {
  rmSync(folder, { recursive: true, force: true });
}
