// Removes the build output, so that files that no longer exist do not linger in the package.
import { rmSync } from 'node:fs';

for (const folder of ['build', 'dist']) rmSync(new URL(`../${folder}/`, import.meta.url), { recursive: true, force: true });
