import { filledCache, runQuickstart } from '../tools/quickstart.mjs';

export const title = 'quickstart.yaml again, nothing changed';
export const unit = 's';
export const target = { most: 0.4 };

export const ours = async () => runQuickstart(await filledCache());
