// Before the tests: installs what a fresh clone lacks, and builds what the tests run.
import { execSync } from 'node:child_process';
import { existsSync } from 'node:fs';

if (!existsSync('node_modules/.package-lock.json')) execSync('npm ci', { stdio: 'inherit' });
else execSync('node scripts/build.mjs', { stdio: 'inherit' });
