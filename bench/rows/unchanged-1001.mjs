import { runUnchanged, withoutUs } from '../tools/generated.mjs';

export const title = 'run of 1,001 steps, nothing to do';
export const unit = 's';
export const target = { most: 0.25 };

export const ours = () => runUnchanged(1001);
export const note = withoutUs;
